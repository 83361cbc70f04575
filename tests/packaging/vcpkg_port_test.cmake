# The port packaging/vcpkg/mien, where vcpkg is not there: its portfile runs with stand-ins of vcpkg's functions that do what
# vcpkg documents. The tree is configured as the port says; the package is installed from a finished build.
#   cmake -D MIEN_SOURCE=... -D MIEN_BUILD=... -D WORK=... -P vcpkg_port_test.cmake

cmake_minimum_required(VERSION 3.25)
set(PORT mien)
set(FEATURES core program)
set(CURRENT_PACKAGES_DIR "${WORK}/packages")
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")


function(expect_file name)
  if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/${name}")
    message(FATAL_ERROR "expected ${name} in the package, found none")
  endif()
endfunction()

function(vcpkg_check_features)
  cmake_parse_arguments(PARSE_ARGV 0 given "" "OUT_FEATURE_OPTIONS" "FEATURES")
  list(GET given_FEATURES 0 feature)
  list(GET given_FEATURES 1 option)
  if(feature IN_LIST FEATURES)
    set(${given_OUT_FEATURE_OPTIONS} "-D${option}=ON" PARENT_SCOPE)
  else()
    set(${given_OUT_FEATURE_OPTIONS} "-D${option}=OFF" PARENT_SCOPE)
  endif()
endfunction()

function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 given "" "SOURCE_PATH" "OPTIONS")
  execute_process(COMMAND "${CMAKE_COMMAND}" -G Ninja -Wno-dev -S "${given_SOURCE_PATH}" -B "${WORK}/build"
    -D CMAKE_BUILD_TYPE=Release -D BUILD_SHARED_LIBS=ON ${given_OPTIONS}
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  # Without compiling: ninja refuses if an input is missing that no step makes.
  execute_process(COMMAND ninja -n -C "${WORK}/build" OUTPUT_VARIABLE steps COMMAND_ERROR_IS_FATAL ANY)
  foreach(part libmien.so src/cli/mien)
    string(FIND "${steps}" "${part}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "expected a step that makes ${part}, found none")
    endif()
  endforeach()
  load_cache("${WORK}/build" READ_WITH_PREFIX cached_ MIEN_BUILD_TESTS MIEN_BUILD_PYTHON MIEN_BUILD_CLI)
  if(cached_MIEN_BUILD_TESTS OR cached_MIEN_BUILD_PYTHON OR NOT cached_MIEN_BUILD_CLI)
    message(FATAL_ERROR "expected the library and the program alone, found other parts")
  endif()
endfunction()

function(vcpkg_cmake_install)
  execute_process(COMMAND "${CMAKE_COMMAND}" --install "${MIEN_BUILD}" --prefix "${CURRENT_PACKAGES_DIR}"
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 given "" "CONFIG_PATH" "")
  expect_file("${given_CONFIG_PATH}/mien-config.cmake")
  file(GLOB files "${CURRENT_PACKAGES_DIR}/${given_CONFIG_PATH}/*")
  file(COPY ${files} DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
  file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/lib/cmake")
endfunction()

function(vcpkg_fixup_pkgconfig)
  expect_file(lib/pkgconfig/mien.pc)
endfunction()

function(vcpkg_copy_tools)
  cmake_parse_arguments(PARSE_ARGV 0 given "AUTO_CLEAN" "" "TOOL_NAMES")
  foreach(tool IN LISTS given_TOOL_NAMES)
    expect_file("bin/${tool}")
    file(COPY "${CURRENT_PACKAGES_DIR}/bin/${tool}" DESTINATION "${CURRENT_PACKAGES_DIR}/tools/${PORT}")
  endforeach()
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 given "" "" "FILE_LIST")
  configure_file("${given_FILE_LIST}" "${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright" COPYONLY)
endfunction()

include("${MIEN_SOURCE}/packaging/vcpkg/mien/portfile.cmake")

foreach(name lib/libmien.so include/mien/mien.h share/mien/mien-config.cmake share/mien/copyright share/mien/usage
    share/mien/models tools/mien/mien)
  expect_file("${name}")
endforeach()

file(READ "${MIEN_SOURCE}/packaging/vcpkg/mien/vcpkg.json" manifest)
foreach(member name version)
  string(JSON ${member} GET "${manifest}" ${member})
endforeach()
file(READ "${MIEN_SOURCE}/CMakeLists.txt" project)
string(FIND "${project}" "project(${name} VERSION ${version} " at)
if(at EQUAL -1)
  message(FATAL_ERROR "vcpkg.json: expected the name and the version of CMakeLists.txt, found ${name} ${version}")
endif()
message(STATUS "vcpkg: the port is whole")

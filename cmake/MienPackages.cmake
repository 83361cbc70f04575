# The Debian packages that `cpack` makes of a build with MIEN_PACKAGES (`make packages`): one for each component.
#
#   libmien0 runtime, mien-models models, libmien-dev development, mien-tools tools, mien-parquet parquet, python3-mien python3

set(_version "${PROJECT_VERSION}-1")
set(_library "libmien${PROJECT_VERSION_MAJOR}")
set(MIEN_PACKAGER "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
if(MIEN_PACKAGER STREQUAL " <>")
  set(MIEN_PACKAGER "mien packager <packager@mien.invalid>")
endif()

# Man pages, copyright files and changelogs as Debian wants them.
find_program(MIEN_GZIP gzip REQUIRED)
set(_papers "${CMAKE_CURRENT_BINARY_DIR}/papers")
set(_packages ${_library}:runtime mien-models:models libmien-dev:development mien-tools:tools)
if(TARGET mien_parquet)
  list(APPEND _packages mien-parquet:parquet)
endif()
if(MIEN_PYTHON_FOUND)
  list(APPEND _packages python3-mien:python3)
endif()
# The libraries that packages bring along: the name that they are found as, the component that has them, the folder with their terms.
set(_bundled "")
if(OnnxRuntime_BUNDLED)
  list(APPEND _bundled "OnnxRuntime:runtime:${ONNXRUNTIME_ROOT}")
endif()
if(TARGET mien_parquet AND DuckDb_BUNDLED)
  list(APPEND _bundled "DuckDb:parquet:${DUCKDB_ROOT}")
endif()
add_custom_command(OUTPUT "${_papers}/written"
  COMMAND "${CMAKE_COMMAND}" -D "SOURCE=${PROJECT_SOURCE_DIR}" -D "BUILD=${CMAKE_CURRENT_BINARY_DIR}" -D "OUTPUT=${_papers}"
    -D "VERSION=${_version}" "-DPACKAGER=${MIEN_PACKAGER}" -D "GZIP=${MIEN_GZIP}" -D "PACKAGES=${_packages}"
    -D "UPLOT_LICENCE=${Uplot_LICENCE}" -D "BUNDLED=${_bundled}" -P "${CMAKE_CURRENT_LIST_DIR}/DebianPapers.cmake"
  DEPENDS "${CMAKE_CURRENT_LIST_DIR}/DebianPapers.cmake" "${MIEN_COMPONENTS}"
    "${PROJECT_SOURCE_DIR}/CHANGELOG.md" "${PROJECT_SOURCE_DIR}/LICENSE" "${MIEN_SHELL_FILES}/written"
  COMMENT "Writing copyright files and changelogs"
  VERBATIM)
add_custom_target(mien_papers ALL DEPENDS "${_papers}/written")
add_dependencies(mien_papers mien_shell_files)
install(DIRECTORY "${_papers}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT tools)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mien)
# Each package has a summary of its own.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_CONTACT "${MIEN_PACKAGER}")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/debs")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 1)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Weights shrink by a tenth, whatever the effort.
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SOURCE mien)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${PROJECT_BINARY_DIR}/src" "${ONNXRUNTIME_ROOT}/lib" "${DUCKDB_ROOT}/lib")
set(CPACK_COMPONENTS_ALL "")

# mien_debian_package(COMPONENT NAME SECTION DEPENDS DESCRIPTION): also puts the package's papers into its component.
macro(mien_debian_package component name section depends description)
  string(TOUPPER ${component} _key)
  list(APPEND CPACK_COMPONENTS_ALL ${component})
  set(CPACK_DEBIAN_${_key}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${_key}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${_key}_PACKAGE_DEPENDS "${depends}")
  set(CPACK_DEBIAN_${_key}_DESCRIPTION "${description}")
  install(DIRECTORY "${_papers}/doc/${name}" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc" COMPONENT ${component})
endmacro()

set(_same "(= ${_version})")
# CPack begins each line with a space, and puts a full stop into empty ones.
set(_about "mien reads apparent expression, valence and arousal, age, gender and identity
of faces in photos and clips with light networks on an ordinary CPU.")

mien_debian_package(runtime ${_library} libs "mien-models ${_same}" "library that reads faces in photos and clips
${_about}

This package has the shared library for C++ and C.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
# Programs that were linked with libmien need the same version, since its C++ interface may change with each.
set(_control "${CMAKE_CURRENT_BINARY_DIR}/control")
file(WRITE "${_control}/runtime/shlibs" "libmien ${PROJECT_VERSION_MAJOR} ${_library} (= ${_version})\n")
file(WRITE "${_control}/runtime/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA "${_control}/runtime/shlibs;${_control}/runtime/triggers")

install(FILES "${PROJECT_SOURCE_DIR}/packaging/lintian-overrides" DESTINATION "${CMAKE_INSTALL_DATADIR}/lintian/overrides"
  RENAME ${_library} COMPONENT runtime)

mien_debian_package(models mien-models science "" "networks that mien trained, for reading faces
${_about}

This package has the networks that come with mien, and a card for each.")
set(CPACK_DEBIAN_MODELS_PACKAGE_ARCHITECTURE all)

mien_debian_package(development libmien-dev libdevel "${_library} ${_same}" "files to build programs that read faces
${_about}

This package has the headers for C++ and C, and files for CMake and
pkg-config.")

mien_debian_package(tools mien-tools science "${_library} ${_same}" "program that reads faces in photos and clips
${_about}

This package has the program mien, its man pages, and completions for bash,
zsh and fish.")
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS npm)

if(TARGET mien_parquet)
  string(APPEND CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS ", mien-parquet")
  mien_debian_package(parquet mien-parquet science "mien-tools ${_same}" "Parquet for the data sets that mien makes of collections
${_about}

This package has what mien corpus writes Parquet with: a module of mien's, and
DuckDB in a folder where no other program finds it.")
  set(CPACK_DEBIAN_PARQUET_PACKAGE_SHLIBDEPS ON)
endif()

if(MIEN_PYTHON_FOUND)
  math(EXPR _next_minor "${Python3_VERSION_MINOR} + 1")
  set(_python "python3 (>= ${Python3_VERSION_MAJOR}.${Python3_VERSION_MINOR}), python3 (<< ${Python3_VERSION_MAJOR}.${_next_minor})")
  mien_debian_package(python3 python3-mien python "${_library} ${_same}, ${_python}, python3-numpy"
    "Python package that reads faces in photos and clips
${_about}

This package has the module mien for Python 3.")
  set(CPACK_DEBIAN_PYTHON3_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PYTHON3_PACKAGE_RECOMMENDS "python3-pandas, python3-pil")
  # Python's compiled files are made at installation and go away with the package.
  set(_files "/usr/lib/python3/dist-packages/mien")
  file(WRITE "${_control}/python3/postinst" "#!/bin/sh\nset -e\nif [ \"$1\" = configure ] && command -v py3compile >/dev/null; then\n"
    "  py3compile -p python3-mien\nfi\n")
  file(WRITE "${_control}/python3/prerm" "#!/bin/sh\nset -e\nif command -v py3clean >/dev/null; then\n"
    "  py3clean -p python3-mien\nelse\n  find ${_files} -name __pycache__ -prune -exec rm -rf {} +\nfi\n")
  set(CPACK_DEBIAN_PYTHON3_PACKAGE_CONTROL_EXTRA "${_control}/python3/postinst;${_control}/python3/prerm")
endif()
include(CPack)

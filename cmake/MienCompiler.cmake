# Language level, warnings and sanitizers for mien's own targets.

find_program(MIEN_CCACHE ccache)
if(MIEN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # With paths relative to the source, two checkouts side by side share what they compiled. Dependencies are taken from
  # the compiler, so that a file that must be compiled is not preprocessed twice.
  cmake_path(GET PROJECT_SOURCE_DIR PARENT_PATH _mien_above)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 "CCACHE_BASEDIR=${_mien_above}"
    "${MIEN_CCACHE}")
endif()

# mien_compile_quickly(TARGET): for code whose time is spent in the library, where -O3 only costs build time. With sanitizers
# the optimiser takes two fifths of the time of compiling a test.
function(mien_compile_quickly target)
  if(MIEN_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  else()
    target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:-O1>")
  endif()
endfunction()

function(mien_compiler_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Werror)
  if(MIEN_UNITY)
    cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${PROJECT_SOURCE_DIR}]] CALL mien_join_sources [[${target}]])")
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC bug 105651: false alarms for "text" + std::string.
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(MIEN_BUILD_FUZZERS)
    # Lets libFuzzer see which code an input reaches, in the library, too.
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(MIEN_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${MIEN_SANITIZE} -fno-omit-frame-pointer)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      # GCC documents that sanitizers bring false alarms of this kind (here of std::regex).
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
    endif()
    # A finding must fail the run.
    if(MIEN_SANITIZE MATCHES undefined)
      target_compile_options(${target} PRIVATE -fno-sanitize-recover=undefined)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${MIEN_SANITIZE})
  endif()
endfunction()

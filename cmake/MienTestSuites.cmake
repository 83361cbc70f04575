# mien_discover_suites(TARGET NAME): the suites of a GoogleTest program as tests of ctest. Sanitizer builds list each test,
# since scripts/sanitize chooses by their names.
function(mien_discover_suites target name)
  if(MIEN_SANITIZE)
    gtest_discover_tests(${target} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
    return()
  endif()
  set(list "${CMAKE_CURRENT_BINARY_DIR}/${target}_suites.cmake")
  set(include "${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake")
  add_custom_command(TARGET ${target} POST_BUILD BYPRODUCTS "${list}"
    COMMAND "${CMAKE_COMMAND}" -D "PROGRAM=$<TARGET_FILE:${target}>" -D NAME=${name} -D "OUTPUT=${list}"
      -P "${PROJECT_SOURCE_DIR}/cmake/ListTestSuites.cmake" VERBATIM)
  file(WRITE "${include}" "if(EXISTS [=[${list}]=])\n  include([=[${list}]=])\nelse()\n"
    "  add_test(${target}_NOT_BUILT ${target}_NOT_BUILT)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include}")
endfunction()

# Writes a test of ctest for each suite of a GoogleTest program: a process for each of 2,000 tests takes longer than the tests.
# Called with -D PROGRAM=... -D NAME=... -D OUTPUT=... after the program was linked.
execute_process(COMMAND "${PROGRAM}" --gtest_list_tests OUTPUT_VARIABLE listed RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM}: expected a list of tests, found exit code ${result}")
endif()
string(REPLACE ";" "," listed "${listed}")
string(REPLACE "\n" ";" lines "${listed}")

set(suites "")
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Za-z0-9_/]+)\\.( *#.*)?$")
    set(suite "${CMAKE_MATCH_1}")
    list(APPEND suites "${suite}")
    set("count_${suite}" 0)
  elseif(line MATCHES "^  [^ ]")
    math(EXPR "count_${suite}" "${count_${suite}} + 1")
  endif()
endforeach()
if(NOT suites)
  message(FATAL_ERROR "${PROGRAM}: expected suites of tests, found none in its list")
endif()

set(text "")
foreach(suite IN LISTS suites)
  # What has more tests starts first, so that none is waited for at the end.
  string(APPEND text "add_test([=[${NAME}.${suite}]=] [=[${PROGRAM}]=] [=[--gtest_filter=${suite}.*]=])\n"
    "set_tests_properties([=[${NAME}.${suite}]=] PROPERTIES TIMEOUT 900 COST ${count_${suite}})\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}")

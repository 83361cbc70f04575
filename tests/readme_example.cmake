# Fails unless the README holds the example.
file(READ "${README}" readme)
file(READ "${EXAMPLE}" example)
string(FIND "${readme}" "${example}" place)
if(place EQUAL -1)
  message(FATAL_ERROR "README.md: expected the text of ${EXAMPLE}, found none")
endif()

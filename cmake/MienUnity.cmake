# Sources of one folder are compiled several at a time. Most of the time of a unit is spent on the headers, which are then
# read once for all of them. `-D MIEN_UNITY=OFF` compiles each file alone.
option(MIEN_UNITY "Compile the sources of one folder several at a time" ON)
set(MIEN_UNITY_FILES 8 CACHE STRING "Sources of tests, kernels and training that are compiled together")
set(MIEN_UNITY_ROOM_FILES 16 CACHE STRING "Other sources that are compiled together")
mark_as_advanced(MIEN_UNITY_FILES MIEN_UNITY_ROOM_FILES)

# Sources below these folders of src/ are joined within each folder alone, as those of tests are. What the compiler makes of
# kernels depends on what else is in their unit, and a unit with LibTorch takes much memory. All others are joined over the
# folders below theirs.
set(MIEN_UNITY_BY_FOLDER detect executor train)

# Files whose own helpers have the name of another one's that they would be joined with.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/compiled_alone.txt" MIEN_COMPILED_ALONE)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/compiled_alone.txt")

# mien_join_sources(TARGET): called when all sources of the target are known.
function(mien_join_sources target)
  get_target_property(sources ${target} SOURCES)
  get_target_property(folder ${target} SOURCE_DIR)
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}" NORMALIZE OUTPUT_VARIABLE path)
    cmake_path(RELATIVE_PATH path BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE name)
    if(NOT path MATCHES "\\.cpp$" OR name MATCHES "^\\.\\." OR name IN_LIST MIEN_COMPILED_ALONE)
      continue()
    endif()
    cmake_path(GET name PARENT_PATH room)
    set(files ${MIEN_UNITY_FILES})
    if(name MATCHES "^src/([a-z0-9]+)/" AND NOT CMAKE_MATCH_1 IN_LIST MIEN_UNITY_BY_FOLDER)
      set(room "src/${CMAKE_MATCH_1}")
      set(files ${MIEN_UNITY_ROOM_FILES})
    endif()
    string(MAKE_C_IDENTIFIER "${room}" room)
    math(EXPR count "${count_${room}} + 1")
    set(count_${room} ${count})
    math(EXPR part "(${count} - 1) / ${files}")
    set_property(SOURCE "${path}" TARGET_DIRECTORY ${target} PROPERTY UNITY_GROUP "${room}_${part}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # An unnamed namespace of a file that is included is as private as that of any other source.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    # GCC looks for memory to use again from 128 MB on, which takes a tenth of the time of a unit. So it may take 512 MB first.
    target_compile_options(${target} PRIVATE --param=ggc-min-heapsize=524288)
  endif()
endfunction()

# mien_flatbuffers_schema(TARGET FILE SOURCE...): gives NAME_generated.h, made of the flatbuffers schema NAME.fbs, to some
# sources of a target. Only they see it, and since the code is flatc's, its warnings are not ours.
function(mien_flatbuffers_schema target file)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE schema)
  cmake_path(GET schema STEM name)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}_generated")
  add_custom_command(OUTPUT "${folder}/${name}_generated.h"
    COMMAND "${Flatc_PROGRAM}" --cpp --scoped-enums -o "${folder}" "${schema}"
    DEPENDS "${schema}"
    VERBATIM)
  # A target in another folder sees neither the command nor properties that are set here alone.
  add_custom_target(${target}_${name} DEPENDS "${folder}/${name}_generated.h")
  add_dependencies(${target} ${target}_${name})
  set(options -isystem "${folder}")
  # Naming the compiler's own folder would put it before the standard library's.
  if(NOT Flatbuffers_INCLUDE_DIR IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
    list(APPEND options -isystem "${Flatbuffers_INCLUDE_DIR}")
  endif()
  set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target} PROPERTIES COMPILE_OPTIONS "${options}")
endfunction()

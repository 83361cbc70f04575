# mien_module(NAME MACRO SOURCES FILE... LIBRARIES TARGET...): a part of libmien whose libraries only some runs shall load. With a
# shared libmien it is a module beside it, whose file libmien knows as MACRO_MODULE. A static libmien has it in itself, and is compiled
# with MACRO_BUILT_IN.
function(mien_module name macro)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "SOURCES;LIBRARIES")
  if(MIEN_SHARED)
    add_library(${name} MODULE ${arg_SOURCES})
    mien_compiler_settings(${name})
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "$<TARGET_FILE_DIR:mien>")
    target_compile_definitions(mien PRIVATE ${macro}_MODULE="$<TARGET_FILE_NAME:${name}>")
    add_dependencies(mien ${name})
  else()
    target_sources(mien PRIVATE ${arg_SOURCES})
    target_compile_definitions(mien PRIVATE ${macro}_BUILT_IN)
    target_link_libraries(mien PRIVATE ${arg_LIBRARIES})
  endif()
endfunction()

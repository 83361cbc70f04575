# mien_embed_text(TARGET FILE SYMBOL): adds a text file to a target as a string. The code that uses it declares
#   namespace mien { extern const std::string_view SYMBOL; }

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${INPUT}" text)
  string(FIND "${text}" ")mien_text\"" end_of_literal)
  if(NOT end_of_literal EQUAL -1)
    message(FATAL_ERROR "${INPUT}: must not hold the end of a C++ raw string, )mien_text\"")
  endif()
  file(WRITE "${OUTPUT}" "#include <string_view>

namespace mien {
extern const std::string_view ${SYMBOL};
constinit const std::string_view ${SYMBOL} = R\"mien_text(${text})mien_text\";
}  // namespace mien
")
  return()
endif()

set(MIEN_EMBED_TEXT_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(mien_embed_text target file symbol)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE input)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${input}" "-DOUTPUT=${output}" "-DSYMBOL=${symbol}"
            -P "${MIEN_EMBED_TEXT_SCRIPT}"
    DEPENDS "${input}" "${MIEN_EMBED_TEXT_SCRIPT}"
    VERBATIM)
  # A target in another folder sees neither the command nor properties that are set here alone.
  add_custom_target(${target}_${symbol} DEPENDS "${output}")
  add_dependencies(${target} ${target}_${symbol})
  # Compilers need not take literals over 65536 bytes, but ours do.
  set_source_files_properties("${output}" TARGET_DIRECTORY ${target} PROPERTIES
    GENERATED ON COMPILE_OPTIONS -Wno-overlength-strings)
  target_sources(${target} PRIVATE "${output}")
endfunction()

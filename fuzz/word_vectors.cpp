// Any bytes as a file of word vectors: a text as GloVe writes it, or npm's JSON.

#include "gcn/word_vectors.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "file_in_memory.h"
#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::string, 2> words{"anger", "fear"};
  const FileInMemory file(std::span(data, size));
  try {
    (void)mien::train::read_word_vectors(file.path(), words);
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}

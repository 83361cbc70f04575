#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace mien::train {

/// The vectors of a few words.
struct WordVectors {
  int size = 0;               ///< numbers of each word
  std::vector<float> values;  ///< word x size, in the order that they were asked for
};

/// Reads the vectors of words from a file of any size, of which no more than these words are kept.
/// The file may be a text as GloVe and word2vec write it: a word and its numbers in each line, with
/// one space between them. Other lines do not matter. It may also be the JSON of npm's
/// wink-embeddings ("dimensions", and "vectors" by word).
/// @param words in any order; a word may come twice
/// @throws Error (ErrorCode::input) if the file cannot be read or is none of these, lines differ in
/// their number of values, or a word is missing
[[nodiscard]] WordVectors read_word_vectors(const std::filesystem::path& path,
                                            std::span<const std::string> words);

/// Vectors of numbers from a normal distribution of deviation 1, by seed and word alone.
[[nodiscard]] WordVectors random_word_vectors(std::span<const std::string> words, int size,
                                              std::uint64_t seed);

}  // namespace mien::train

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/source.h"

namespace mien::eval {

/// Two photos, of one person or of two.
struct PhotoPair {
  std::size_t first = 0;  ///< place of a photo
  std::size_t second = 0;
  bool same = false;
  std::size_t fold = 0;

  friend bool operator==(const PhotoPair&, const PhotoPair&) = default;
};

/// Pairs of photos in folds, with as many of one person as of two in each.
struct PairList {
  std::vector<PhotoPair> pairs;  ///< by fold; in each those of one person come first
  std::size_t folds = 0;
  std::size_t per_fold = 0;  ///< pairs of one person in each fold, and as many of two
};

struct PairOptions {
  std::size_t folds = 10;
  std::size_t per_fold = 300;  ///< most pairs of one person in a fold; fewer if a fold has not them
  std::uint64_t seed = 0;
};

/// Draws pairs as LFW's were drawn. The people are divided into folds, so that no person is in two.
/// A pair of one person is a random person and two random photos of theirs. A pair of two is two
/// random people and a random photo of each. No pair comes twice. People are dealt to the folds by
/// falling number of photos, so that all have about as many pairs.
/// @param people a number for each photo
/// @throws Error (ErrorCode::input) if a fold would have no pair of either kind, (ErrorCode::usage)
/// for fewer than two folds or no pair
[[nodiscard]] PairList draw_pairs(std::span<const std::size_t> people,
                                  const PairOptions& options = {});

/// Reads LFW's pairs.txt. It has a line "FOLDS PAIRS", then for each fold PAIRS lines "NAME I J"
/// (one person) and PAIRS lines "NAME I NAME J" (two). They stand for the photos NAME_I, where I
/// has four digits.
/// @param records of the source; places in the result are places among them
/// @param name what to call the text in messages
/// @throws Error (ErrorCode::input) that names the line: another form, cut short, more lines, a
/// photo that is not among the records
[[nodiscard]] PairList read_lfw_pairs(std::string_view text, const std::string& name,
                                      const dataset::PictureSource& source,
                                      std::span<const std::size_t> records);

}  // namespace mien::eval

#pragma once

#include <torch/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dataset/encoded_pictures.h"
#include "dataset/picture_set.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// The pictures of a run.
struct TrainingData {
  std::shared_ptr<const dataset::PictureSet> train;
  std::shared_ptr<const dataset::PictureSet> validation;
  std::vector<double> sampling;  ///< of each training picture, relative; empty if all are equal
};

/// One source as the run's log names it.
struct SourceDigest {
  std::string path;
  std::string sha256;
};

/// Opens the sources of a recipe and reads their labels.
/// @throws Error as `dataset::open_source` and `dataset::build_set` do; (ErrorCode::input) if a
/// folder of a source cannot be read.
[[nodiscard]] TrainingData load_data(const Recipe& recipe);

[[nodiscard]] std::vector<SourceDigest> digests(const TrainingData& data);

/// The pictures of a set by number, for the loader.
[[nodiscard]] dataset::EncodedPictures encoded(
    const std::shared_ptr<const dataset::PictureSet>& set);

/// The targets of a head for all pictures, as the losses take them: picture x values, or for
/// identity, picture. What is not labelled is a row of zeros, for binary and identity -1, for
/// affect NaN.
[[nodiscard]] torch::Tensor target_tensor(const dataset::PictureSet& set, std::size_t head);

}  // namespace mien::train

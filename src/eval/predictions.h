#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dataset/picture_set.h"
#include "mien/detect/detector.h"
#include "mien/nn/network.h"

namespace mien::eval {

struct PredictOptions {
  int threads = 1;    ///< that decode pictures, at least 1
  int batch = 16;     ///< pictures in one forward pass, unless the network has a fixed number
  bool flip = false;  ///< the mean of what is said of the picture and of its mirror image
  /// Finds the face (the largest) of pictures whose record has no box; null: these are seen whole.
  std::shared_ptr<const Detector> detector = nullptr;
  double max_corrupt_share = 0.01;  ///< of the pictures that may be unreadable
  std::function<void(std::size_t done, std::size_t total)> progress = nullptr;
  std::function<bool()> stop = nullptr;  ///< asked between batches
};

/// What became of one picture.
struct PictureOutcome {
  enum class State { answered, no_face, unreadable };
  State state = State::answered;
  std::string message;  ///< what is wrong, empty if it was answered
};

/// What one head says.
struct HeadOutputs {
  std::size_t head = 0;       ///< index into the metadata's heads
  std::size_t width = 0;      ///< numbers of one picture
  std::vector<float> values;  ///< picture x width, probabilities; zeros where there is no answer
};

struct Predictions {
  std::vector<PictureOutcome> outcomes;  ///< one a picture
  std::vector<HeadOutputs> heads;        ///< in the order of the argument `heads`
};

/// Runs a network over all pictures of a set. A picture is cut and preprocessed as `mien analyze`
/// does: its record's box by the network's crop rule, else the face that the detector finds, else
/// the whole picture.
/// @param heads indices of the heads to keep; neither identity nor tensor
/// @throws Error (ErrorCode::model) if the network has no fixed input size; (ErrorCode::input) if
/// more pictures are unreadable than the options allow; (ErrorCode::cancelled) if `stop` says so;
/// (ErrorCode::usage) if the crop rule aligns by landmarks and there are none
[[nodiscard]] Predictions predict(const Network& network, const dataset::PictureSet& set,
                                  std::span<const std::size_t> heads,
                                  const PredictOptions& options);

}  // namespace mien::eval

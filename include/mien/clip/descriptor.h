#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mien/clip/frame_faces.h"
#include "mien/core/face.h"

namespace mien {

/// Mean, deviation, least and greatest of each of D numbers over any number of vectors, without
/// keeping these (Welford 1962, in doubles).
class StreamingStatistics {
 public:
  /// @param dimension D; 0 takes that of the first vector
  explicit StreamingStatistics(std::size_t dimension = 0);

  /// @throws Error (ErrorCode::input) if the vector has another length than D or is empty, or a
  /// number of it is not finite; the statistics are then as before
  void add(std::span<const float> values);

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::size_t dimension() const { return mean_.size(); }

  /// D numbers each, 0 before the first vector. The deviation is that of the population (divided by
  /// the count, so that one vector has 0).
  [[nodiscard]] std::vector<float> mean() const;
  [[nodiscard]] std::vector<float> deviation() const;
  [[nodiscard]] const std::vector<float>& least() const { return least_; }
  [[nodiscard]] const std::vector<float>& greatest() const { return greatest_; }

 private:
  std::int64_t count_ = 0;
  std::vector<double> mean_;
  std::vector<double> squares_;  // sums of squared distances from the mean
  std::vector<float> least_;
  std::vector<float> greatest_;
};

/// The order of the four statistics in a clip descriptor.
enum class DescriptorOrder {
  paper,  ///< mean, max, min, std (Savchenko 2021, section III)
  code,   ///< mean, std, min, max (its published code)
};

struct DescriptorOptions {
  DescriptorOrder order = DescriptorOrder::paper;  ///< of clip descriptors; groups have one order
  bool l2 = true;  ///< divide by the Euclidean length, as for linear classifiers
};

/// Describes a clip by the features of one face in each frame (Savchenko 2021, section III): their
/// mean, max, min and std over the frames, 4 D numbers. Memory does not depend on the length.
class ClipDescriptor {
 public:
  /// @param dimension D, the numbers of a feature; not 0, so that a clip without a face has a
  /// descriptor, too
  /// @throws Error (ErrorCode::usage) if it is 0
  explicit ClipDescriptor(std::size_t dimension, const DescriptorOptions& options = {});

  /// A frame with a face. Frames without one are left out.
  /// @throws Error (ErrorCode::input), as StreamingStatistics::add
  void add(std::span<const float> feature) { statistics_.add(feature); }

  [[nodiscard]] std::int64_t frames() const { return statistics_.count(); }

  /// 4 D numbers; all 0 if no frame had a face.
  [[nodiscard]] std::vector<float> values() const;

 private:
  StreamingStatistics statistics_;
  DescriptorOptions options_;
};

/// Describes a clip of a group: mean and std of the features over the faces of each frame, 2 D
/// numbers. Then come the mean of these over the frames with a face and their std, 4 D numbers
/// (paper and code agree).
class GroupDescriptor {
 public:
  /// As ClipDescriptor's.
  explicit GroupDescriptor(std::size_t dimension, const DescriptorOptions& options = {});

  /// The features of all faces of a frame. A frame without a face is left out.
  /// @throws Error (ErrorCode::input), as StreamingStatistics::add
  void add(std::span<const std::vector<float>> faces);

  /// Frames with a face.
  [[nodiscard]] std::int64_t frames() const { return frames_.count(); }

  /// 4 D numbers; all 0 if no frame had a face.
  [[nodiscard]] std::vector<float> values() const;

 private:
  std::size_t dimension_;
  StreamingStatistics frames_;
  DescriptorOptions options_;
};

/// Which face of a frame stands for the clip.
enum class FaceChoice {
  largest,  ///< by area of its box (paper)
  best,     ///< by the detector's score (published code, whose first box is the best)
  track,    ///< the face of one person
};

/// The number of the chosen face among `faces`, or nothing if there is none; the first of equals.
/// @throws Error (ErrorCode::usage) for FaceChoice::track, which needs tracked faces
[[nodiscard]] std::optional<std::size_t> choose_face(std::span<const Face> faces,
                                                     FaceChoice choice);

/// @param track the person, for FaceChoice::track
[[nodiscard]] std::optional<std::size_t> choose_face(std::span<const TrackedFace> faces,
                                                     FaceChoice choice, int track = 1);

}  // namespace mien

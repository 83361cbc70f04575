#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/identity/photo_reader.h"
#include "mien/clip/summary.h"
#include "mien/core/face.h"

namespace mien::cli {

/// A person of a clip and when they are seen; all times are seconds.
struct ClipPerson {
  int track = 0;  ///< the person's number in the clip
  double begin = 0;
  double end = 0;
  double seen = 0;                               ///< how long the face was seen
  double best = 0;                               ///< when the best face was seen
  std::vector<std::pair<double, double>> spans;  ///< from and to, with pauses over 1 s between
};

/// Where the faces of a frame are, by the numbers of people.
struct FrameBoxes {
  std::int64_t index = 0;  ///< of the frame
  std::vector<std::pair<int, Box>> faces;
};

/// The people of a clip with their identity features.
struct ClipPeople {
  /// The best face of each person with the mean feature of the best ones (clip/best_faces.h), by
  /// number. People without a face of `--min-quality` are left out.
  ImageResult result;
  std::vector<ClipPerson> people;                  ///< one a face
  std::vector<std::vector<std::byte>> thumbnails;  ///< JPEG, one a face, if they were asked for
  std::vector<FrameBoxes> frames;                  ///< that have faces, if they were asked for
  ClipSummary summary;                             ///< with the people who are left out
};

struct ClipReadOptions {
  int detect_every = 5;    ///< faces are detected in every Nth frame and followed in between
  int thumbnail_side = 0;  ///< most pixels of a thumbnail; 0 makes none
  bool boxes = false;      ///< keep where the faces of each frame are
};

/// Calls `take` with the people of each clip, in order; what is wrong with a clip is in its result.
/// Shows progress.
/// @throws Error (ErrorCode::cancelled) if the user stopped it
void read_clips(const PhotoReader& reader, std::span<const Input> clips,
                const ClipReadOptions& options,
                const std::function<void(std::size_t, ClipPeople)>& take);

/// "1.2 to 5.0 s".
[[nodiscard]] std::string seen_text(const ClipPerson& person);

/// Index of the person who is seen longest; of two the one with the smaller number.
/// @param people at least one
[[nodiscard]] std::size_t seen_longest(std::span<const ClipPerson> people);

}  // namespace mien::cli

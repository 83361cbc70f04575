#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/source.h"
#include "eval/bootstrap.h"
#include "mien/core/face.h"
#include "mien/detect/detector.h"

namespace mien::paper {

/// A face that the data know of.
struct LabelledBox {
  Box box;            ///< pixels of the upright picture
  bool valid = true;  ///< false: neither finding it nor missing it counts
};

/// Reads "x y width height valid" (valid 0 or 1, may be absent) of each face, separated by ";".
/// @param where what to call the text in messages
/// @throws Error (ErrorCode::input)
[[nodiscard]] std::vector<LabelledBox> read_boxes(std::string_view text, std::string_view where);

/// A detection after it was compared with the faces of its picture.
enum class Match {
  found,    ///< the first of a face that counts
  ignored,  ///< of a face that does not count
  wrong,    ///< of no face, or of one that was found before
};

/// The matching of WIDER FACE's evaluation: by falling score each detection belongs to the face
/// that it overlaps most, if the intersection over union is 0.5 or more.
/// @param detections by falling score
[[nodiscard]] std::vector<Match> match_detections(std::span<const Detection> detections,
                                                  std::span<const LabelledBox> faces);

/// A detection of some picture.
struct ScoredMatch {
  float score = 0;
  Match match = Match::wrong;
  std::size_t picture = 0;
};

/// Area below the curve of precision over recall, precision being the best at that recall or a
/// higher one, over all scores; not a number without a face.
/// @param times how often each picture counts; empty: once
[[nodiscard]] double average_precision(std::vector<ScoredMatch> matches,
                                       std::span<const std::size_t> faces_of_pictures,
                                       std::span<const std::uint32_t> times = {});

/// A share or mean with its interval.
struct MeasuredValue {
  double value = 0;
  eval::Interval interval;
};

/// What a detector found in labelled pictures.
struct DetectionScores {
  std::string detector;
  std::size_t pictures = 0;
  /// Of the processor for a picture, without decoding, if the detector has one thread; the median.
  double milliseconds = 0;
  double threshold = 0;   ///< at which the following are
  std::size_t boxes = 0;  ///< all detections
  // Of data with boxes.
  std::size_t faces = 0;        ///< that count
  std::size_t large_faces = 0;  ///< of these, at least `large` pixels high
  /// By the name of a difficulty, "all" among them.
  std::map<std::string, MeasuredValue> precision;
  MeasuredValue recall;             ///< of the large faces
  MeasuredValue false_per_picture;  ///< boxes that are wrong
  // Of data without boxes, whose pictures show one face in the middle.
  MeasuredValue centre_found;        ///< pictures in which a box covers the middle
  MeasuredValue others_per_picture;  ///< further boxes: other people, and what is none
};

/// A detector with the score from which on it gives faces.
struct NamedDetector {
  std::string name;
  double threshold = 0;
  std::shared_ptr<const Detector> detector;  ///< gives lower scores, too, for the curve
  std::shared_ptr<const Detector> timed;     ///< gives scores from the threshold on, as in use
};

struct DetectionProtocolOptions {
  double large = 40;  ///< pixels of height
  eval::BootstrapOptions bootstrap{};
  std::function<void(std::size_t done, std::size_t total)> progress = nullptr;
  std::function<bool()> stop = nullptr;
};

struct DetectionEvaluation {
  bool has_boxes = false;
  std::vector<DetectionScores> scores;
};

/// Runs detectors over pictures one by one. With a column "boxes" (`read_boxes`) they are scored as
/// WIDER FACE's are. Further columns "easy", "medium" and "hard" give an average precision each.
/// They list the numbers (from 0) of the faces that count at that difficulty, separated by spaces.
/// Without a column "boxes" each picture shows a face in its middle, as those of LFW and FairFace
/// do.
/// @throws Error (ErrorCode::input) for a label or picture that cannot be read,
/// (ErrorCode::cancelled) if `stop` says so
[[nodiscard]] DetectionEvaluation evaluate_detection(const dataset::PictureSource& source,
                                                     std::span<const NamedDetector> detectors,
                                                     const DetectionProtocolOptions& options);

}  // namespace mien::paper

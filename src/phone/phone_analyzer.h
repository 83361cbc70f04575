#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "executor/plan.h"
#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/detect/detector.h"
#include "phone/face_network.h"

namespace mien::phone {

/// What is read of a picture.
struct PhoneOptions {
  /// Passes of the detector go up to this long side; 0 is its own (640). 320 is the fastest.
  int max_long_side = 0;
  int max_faces = 0;  ///< the best ones; 0 keeps all
  /// Attributes to read: of "age", "gender", "ethnicity", "emotion", "affect" and "identity".
  /// Networks that give none of them do not run.
  std::vector<std::string> attributes = {"age", "gender", "ethnicity", "emotion", "affect"};
};

/// A stage of the work, and its time.
struct Stage {
  std::string name;  ///< "detection", or the name of a network
  double milliseconds = 0;
};

struct PhoneAnswer {
  std::vector<Face> faces;  ///< by falling detector score
  std::vector<Stage> stages;
};

/// `FaceAnalyzer` for a phone: the default detector and networks on the executor, from packs, on
/// one thread and without ONNX Runtime and OpenCV. One thread at a time may call it.
class PhoneAnalyzer {
 public:
  /// Adds a network; "rfb" and "mtcnn-onet" become the detector, others read faces.
  /// @param name what to call the pack in messages
  /// @throws Error (ErrorCode::model) if it is no pack, or of a network that does not fit
  void add(std::span<const std::byte> pack, std::string_view name);

  /// Whether there is a detector.
  [[nodiscard]] bool ready() const { return rfb_.has_value() && onet_.has_value(); }

  /// @throws Error (ErrorCode::usage) without a detector, or for options out of range;
  /// (ErrorCode::input) if the picture is empty
  [[nodiscard]] PhoneAnswer analyze(const Image& picture, const PhoneOptions& options = {});

  /// Reads a picture that is a face itself, such as a crop of a data set, without a detector.
  /// @param options the attributes; the rest is not used
  /// @throws Error (ErrorCode::input) if the picture is empty
  [[nodiscard]] PhoneAnswer read_face(const Image& picture, const PhoneOptions& options = {});

  /// What the networks that read faces say of themselves.
  [[nodiscard]] std::vector<ModelMetadata> models() const;

 private:
  const Detector& detector(const PhoneOptions& options);

  /// The answer with what the wanted networks read of the found faces.
  PhoneAnswer read(const Image& picture, std::span<const Detection> detections,
                   const PhoneOptions& options, PhoneAnswer answer);

  std::optional<executor::Plan> rfb_;
  std::optional<executor::Plan> onet_;
  std::vector<FaceNetwork> networks_;
  std::unique_ptr<Detector> detector_;
  int long_side_ = -1;  ///< that `detector_` was made for
  int max_faces_ = -1;
};

}  // namespace mien::phone

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/detect/detector.h"
#include "mien/face/crop.h"
#include "mien/face/prior.h"
#include "mien/models/model_store.h"
#include "mien/nn/metadata.h"
#include "mien/nn/precision.h"

namespace mien {

/// The network that tells people apart where nobody names another. It turns faces upright by five
/// landmarks, so that it needs a detector which gives them.
inline constexpr std::string_view default_identity_model = "mobilefacenet-identity";

struct FaceAnalyzerOptions {
  /// Catalogue ids, or paths (with a slash or ending in .onnx) of model files. Where two give the
  /// same attribute the later one answers.
  std::vector<std::string> models = {"mobilenet-v1-face-tuned", "mobilenet-v1-emotion"};
  /// What to read: of "age", "gender", "emotion", "ethnicity", "affect" and "identity"; empty: all
  /// that the models give. Nothing else is computed, and models that give none of it are not
  /// loaded. Without "identity" the people of clips are told apart by their place alone.
  std::vector<std::string> attributes = {};

  /// "rfb-onet" (make_rfb_onet); "rfb" (make_rfb: faster, finds less); "mtcnn" (the paper's); or
  /// "none": each picture is one face, as in data sets of crops.
  std::string detector = "rfb-onet";
  /// Whether models named by catalogue id give way to the same networks in 8 bits, whose answers
  /// differ a little (docs/guides/quantization.md). Models named by path are taken as they are.
  Precision precision = Precision::automatic;

  /// Where models named by catalogue id are; null: `ModelStore()`, the default folder.
  std::shared_ptr<const ModelStore> store = nullptr;

  /// A detector of your own, used instead of `detector` if set.
  std::shared_ptr<const Detector> custom_detector = nullptr;
  /// Its `threads` is not used here: `threads` below counts for the detector, too.
  DetectorOptions detection;

  /// Identity features of faces that were cut in different ways are not to be compared; galleries
  /// and the operating points of a model are of `Purpose::identity` or `both`.
  Purpose purpose = Purpose::attributes;

  /// `analyze` leaves out faces whose `Face::quality` is lower; 0 keeps all. An attached model must
  /// give it.
  float min_quality = 0;
  /// `detect` and `analyze` leave out faces that are turned to the side by more degrees, by the
  /// pose of their landmarks (face/pose.h); 90 and more keep all.
  float max_yaw = 90;

  /// Find the 468 points of each face's surface, too (`Face::mesh`), by the models "facemesh" and
  /// "iris". Faces need landmarks.
  bool mesh = false;

  std::optional<int> age_top = std::nullopt;             ///< L of eq. 1 instead of the model's
  std::optional<float> gender_threshold = std::nullopt;  ///< male from here on, not the model's
  /// How frequent classes are taken to be; other than `none` only with a model that stores it.
  Prior prior = Prior::none;
  /// Read expressions without contempt, the class that 8-class models have and 7-class
  /// ones lack: the other seven probabilities are divided by their sum.
  bool drop_contempt = false;
  int threads = 1;            ///< threads of one call of `analyze`, at least 1
  bool spin_threads = false;  ///< let idle threads of the networks spin; see NetworkOptions
  int batch = 4;              ///< most faces in one forward pass, at least 1
};

/// How `FaceAnalyzer::analyze_file` reads a picture.
struct AnalyzeFileOptions {
  std::int64_t max_pixels = 100'000'000;  ///< pictures of more pixels (width * height) are refused
  /// Degrees clockwise by which the picture is turned before faces are sought: 0, 90, 180 or 270.
  /// Nothing: the turn at which the detector finds the most, which takes four detections.
  std::optional<int> rotation = 0;
};

/// Which of the attached models read faces.
enum class Reading {
  all,
  momentary,  ///< those with expressions or affect, which change while other attributes last
};

/// Finds the faces of pictures and reads their attributes.
///
/// @code
/// const mien::FaceAnalyzer analyzer;  // the default models, from the model folder
/// for (const mien::Face& face : analyzer.analyze(mien::read_image("party.jpg"))) {
///   if (face.emotion) std::cout << face.emotion->label << '\n';
/// }
/// @endcode
///
/// Thread safety: `analyze` may be called from any number of threads at once on one object; the
/// answers are the same as one after the other. Construction loads and verifies the models, which
/// must be in the model folder (`mien models fetch`).
class FaceAnalyzer {
 public:
  /// @throws Error (ErrorCode::usage) for impossible options, such as an attribute that no model
  /// gives
  /// @throws Error (ErrorCode::model) for a model that is unknown, missing or damaged, or whose
  /// attributes mien does not know
  explicit FaceAnalyzer(const FaceAnalyzerOptions& options = {});
  FaceAnalyzer(FaceAnalyzer&&) noexcept;
  FaceAnalyzer& operator=(FaceAnalyzer&&) noexcept;
  FaceAnalyzer(const FaceAnalyzer&) = delete;
  FaceAnalyzer& operator=(const FaceAnalyzer&) = delete;
  ~FaceAnalyzer();

  /// The faces of one picture by falling detector score. No face is a result, not an error.
  /// @throws Error (ErrorCode::input) if the picture is empty
  [[nodiscard]] std::vector<Face> analyze(const Image& picture) const;

  /// The faces of several pictures, in their order; faces of different pictures share forward
  /// passes.
  [[nodiscard]] std::vector<std::vector<Face>> analyze(std::span<const Image> pictures) const;

  /// Reads a picture file and analyzes it. A file that cannot be read is a result with an error,
  /// so that one bad file does not end the work on a folder.
  /// @throws Error (ErrorCode::usage) for a rotation that is none of the four; as `analyze` for
  /// faults that are not the picture's
  ///
  /// @code
  /// const mien::FaceAnalyzer analyzer;
  /// const mien::ImageResult result = analyzer.analyze_file("party.jpg");
  /// if (!result.error.empty()) std::cerr << result.error << '\n';
  /// @endcode
  [[nodiscard]] ImageResult analyze_file(const std::filesystem::path& file,
                                         const AnalyzeFileOptions& options = {}) const;

  /// The faces that the detector finds, by falling score, without attributes; without a detector
  /// the whole picture.
  /// @throws Error (ErrorCode::input) if the picture is empty
  [[nodiscard]] std::vector<Detection> detect(const Image& picture) const;

  /// Reads the attributes of faces that are known: `faces[i]` are those of `pictures[i]`, and so
  /// are the answers, which keep their order. A face whose landmarks say that it is upside down or
  /// on its side is turned before it is read (`Face::turned`). `analyze` is `detect` followed by
  /// this.
  /// @throws Error (ErrorCode::input) if a picture is empty, (ErrorCode::usage) if there are not as
  /// many lists of faces as pictures
  [[nodiscard]] std::vector<std::vector<Face>> read(std::span<const Image> pictures,
                                                    std::span<const std::vector<Detection>> faces,
                                                    Reading reading = Reading::all) const;

  /// True if a detector is used; otherwise each picture counts as one face.
  [[nodiscard]] bool has_detector() const;

  /// What the loaded models say of themselves, in the order of the options, with the heads that are
  /// read.
  [[nodiscard]] std::vector<ModelMetadata> models() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien

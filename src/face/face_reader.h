#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/face/crop.h"
#include "mien/face/prior.h"
#include "mien/nn/network.h"

namespace mien {

/// A face in a picture that the caller keeps alive.
struct FaceInPicture {
  const Image* picture = nullptr;
  Detection face;
};

struct FaceReaderOptions {
  std::vector<std::string> attributes = {};              ///< to read; empty: all
  std::optional<int> age_top = std::nullopt;             ///< L of eq. 1 instead of the model's
  std::optional<float> gender_threshold = std::nullopt;  ///< instead of the model's
  Prior prior = Prior::none;              ///< natural: times the frequencies that heads store
  bool contempt = true;                   ///< false: expressions are read without this class
  Purpose purpose = Purpose::attributes;  ///< how faces are cut
  int batch = 4;                          ///< most faces in one forward pass
};

/// A network that reads attributes of faces: crops, preprocesses, runs and interprets as its
/// metadata say. `read` may be called from several threads at once.
class FaceReader {
 public:
  /// @throws Error (ErrorCode::model) if a head is of an attribute or has labels that mien does not
  /// know, or the input has no fixed size
  FaceReader(Network network, FaceReaderOptions options);

  /// Reads all faces, several in one forward pass. The results are in the order of `inputs` and
  /// hold the attributes that this network gives, and no others.
  [[nodiscard]] std::vector<Face> read(std::span<const FaceInPicture> inputs) const;

  [[nodiscard]] const Network& network() const { return network_; }

  /// What the network says of itself, with the heads that are read.
  [[nodiscard]] ModelMetadata metadata() const;

  [[nodiscard]] bool reads(std::string_view attribute) const;

 private:
  [[nodiscard]] std::vector<Face> read_batch(std::span<const FaceInPicture> inputs,
                                             const CropSpec& crop) const;

  /// A head that is read, as the options want it.
  struct ReadHead {
    std::size_t output = 0;  ///< of the network
    HeadSpec spec;
  };

  Network network_;
  FaceReaderOptions options_;
  std::vector<ReadHead> heads_;
  CropSpec crop_;
  std::optional<CropSpec> compared_;  ///< of a second pass, for identity alone
};

/// The first face with the attributes that the second one has put into it.
[[nodiscard]] Face merged(Face face, Face attributes);

}  // namespace mien

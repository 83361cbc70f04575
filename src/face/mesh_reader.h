#pragma once

#include <optional>
#include <span>
#include <vector>

#include "face/face_reader.h"
#include "mien/core/face_mesh.h"
#include "mien/nn/network.h"

namespace mien {

/// Finds the surface of faces by two networks of MediaPipe: one of the face, and one of the eye and
/// its iris. `read` may be called from several threads at once.
class MeshReader {
 public:
  /// @param face 468 points and the probability of a face (heads "mesh" and "face")
  /// @param eye 71 points of an eye and 5 of its iris (head "eye")
  /// @param batch most pictures in one forward pass, at least 1
  /// @throws Error (ErrorCode::model) if a network is none of this kind
  MeshReader(Network face, Network eye, int batch);

  /// The meshes of faces, in their order; nothing for a face without landmarks, or of no size.
  [[nodiscard]] std::vector<std::optional<FaceMesh>> read(
      std::span<const FaceInPicture> faces) const;

 private:
  [[nodiscard]] std::vector<FaceMesh> read_faces(std::span<const FaceInPicture> faces) const;
  void read_eyes(std::span<const FaceInPicture> faces, std::span<FaceMesh> meshes) const;

  Network face_;
  Network eye_;
  std::size_t batch_;
};

}  // namespace mien

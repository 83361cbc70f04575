#pragma once

#include <memory>
#include <vector>

#include "core/thread_pool.h"
#include "detect/boxes.h"
#include "detect/crop_net.h"
#include "detect/resample.h"
#include "detect/workspace_pool.h"
#include "mien/core/face.h"
#include "mien/core/image.h"

namespace mien::detect {

/// Whether a crop of the box makes sense: it has pixels in common with the picture and is not much
/// larger. Networks can answer anything.
[[nodiscard]] bool usable(const Candidate& box, Size picture);

/// Whole squares around the boxes, for crops; those that are not usable are left out.
/// @param whole makes whole pixels of a coordinate
[[nodiscard]] std::vector<Candidate> crop_squares(const std::vector<Candidate>& boxes, Size picture,
                                                  double (*whole)(double));

/// The box that ONet made of a square crop: moved by its offsets, with landmarks that were in sides
/// of the crop in pixels.
[[nodiscard]] Candidate finished(Candidate crop);

/// A box with landmarks as a detector gives it.
[[nodiscard]] Detection detection_of(const Candidate& box);

/// Cuts squares out of a picture and asks a network about them, several at once. May be called from
/// several threads at once.
class CropJudge {
 public:
  /// @param threads must live as long as this
  CropJudge(const CnnKernels& kernels, ThreadPool& threads);

  /// The boxes of a score above `threshold`, with the network's score, offsets and landmarks.
  /// @param boxes whole squares
  [[nodiscard]] std::vector<Candidate> judge(const Image& image, const CropNet& net,
                                             const std::vector<Candidate>& boxes,
                                             float threshold) const;

 private:
  struct Workspace {
    CropWorkspace crop;
    ResamplerRows rows;
    Floats crops;
  };

  const CnnKernels& kernels_;
  ThreadPool& threads_;
  std::unique_ptr<WorkspacePool<Workspace>> workspaces_;
};

}  // namespace mien::detect

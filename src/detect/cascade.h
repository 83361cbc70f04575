#pragma once

#include <memory>
#include <vector>

#include "core/thread_pool.h"
#include "detect/boxes.h"
#include "detect/crop_judge.h"
#include "detect/crop_net.h"
#include "detect/pnet.h"
#include "detect/resample.h"
#include "detect/workspace_pool.h"
#include "mien/detect/detector.h"
#include "mien/detect/mtcnn.h"

namespace mien::detect {

/// MTCNN: windows of PNet at every level of a pyramid, refined by RNet and ONet. The steps are
/// those of the published code with pixels counted from 0: fractions of pixels are cut off, except
/// that the squares for ONet are rounded to the nearest pixel.
class Cascade final : public Detector {
 public:
  Cascade(const MtcnnModels& models, const DetectorOptions& options, const CnnKernels& kernels);

  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override;

  /// A level of the pyramid.
  struct Level {
    double scale = 1;
    Size size;
  };

  /// The levels in which a window of PNet sees faces from `min_face` on.
  [[nodiscard]] static std::vector<Level> levels(Size picture, const DetectorOptions& options);

 private:
  struct Workspace {
    PNetWorkspace pnet;
    ResamplerRows rows;
  };

  [[nodiscard]] std::vector<Candidate> propose(const Image& image) const;
  [[nodiscard]] std::vector<Candidate> refine(const Image& image,
                                              std::vector<Candidate> boxes) const;
  [[nodiscard]] std::vector<Candidate> finish(const Image& image,
                                              std::vector<Candidate> boxes) const;

  DetectorOptions options_;
  const CnnKernels& kernels_;
  PNet pnet_;
  CropNet rnet_;
  CropNet onet_;
  std::unique_ptr<ThreadPool> threads_;
  CropJudge crops_;
  std::unique_ptr<WorkspacePool<Workspace>> workspaces_;
};

}  // namespace mien::detect

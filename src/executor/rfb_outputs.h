#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "detect/rfb_pass.h"
#include "executor/executor.h"
#include "executor/plan.h"
#include "mien/nn/metadata.h"

namespace mien::executor {

/// Which outputs of a plan are the maps of the face detector RFB.
class RfbOutputs {
 public:
  /// @throws Error (ErrorCode::model) if the plan is of another network
  RfbOutputs(const Plan& plan, const ModelMetadata& metadata);

  /// @throws Error (ErrorCode::model) if the answers are of other shapes than RFB's
  [[nodiscard]] detect::RfbMaps maps(std::span<const Answer> answers) const;

 private:
  struct Places {
    std::size_t scores = 0;
    std::size_t offsets = 0;
  };
  std::array<Places, 4> places_{};
};

}  // namespace mien::executor

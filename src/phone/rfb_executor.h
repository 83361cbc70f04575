#pragma once

#include <vector>

#include "detect/cnn_kernels.h"
#include "detect/rfb_pass.h"
#include "executor/executor.h"
#include "executor/plan.h"
#include "mien/nn/metadata.h"

namespace mien::phone {

/// RFB on the executor. One thread at a time may call it.
class RfbExecutor final : public detect::RfbPass {
 public:
  /// @throws Error (ErrorCode::model) if the plan is of another network
  RfbExecutor(const executor::Plan& plan, const detect::CnnKernels& kernels);

  [[nodiscard]] detect::RfbMaps run(const Image& picture) const override;

 private:
  /// Which outputs are the maps'.
  struct Outputs {
    std::size_t scores = 0;
    std::size_t offsets = 0;
  };

  InputSpec input_;
  std::array<Outputs, 4> outputs_{};
  mutable executor::Executor executor_;
  mutable std::vector<float> values_;
};

}  // namespace mien::phone

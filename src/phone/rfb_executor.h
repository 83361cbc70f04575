#pragma once

#include <vector>

#include "detect/cnn_kernels.h"
#include "detect/rfb_pass.h"
#include "executor/executor.h"
#include "executor/plan.h"
#include "executor/rfb_outputs.h"
#include "mien/nn/metadata.h"

namespace mien::phone {

/// RFB on the executor. One thread at a time may call it.
class RfbExecutor final : public detect::RfbPass {
 public:
  /// @throws Error (ErrorCode::model) if the plan is of another network
  RfbExecutor(const executor::Plan& plan, const detect::CnnKernels& kernels);

  [[nodiscard]] detect::RfbMaps run(const Image& picture) const override;

 private:
  InputSpec input_;
  executor::RfbOutputs outputs_;
  mutable executor::Executor executor_;
  mutable std::vector<float> values_;
};

}  // namespace mien::phone

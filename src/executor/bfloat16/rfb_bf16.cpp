#include "executor/bfloat16/rfb_bf16.h"

#include "detect/workspace_pool.h"
#include "executor/bfloat16/bf16_executor.h"
#include "executor/bfloat16/bf16_kernels.h"
#include "executor/make_plan.h"
#include "executor/rfb_outputs.h"
#include "mien/nn/metadata.h"

namespace mien::executor {

namespace {

class RfbBf16 final : public detect::RfbPass {
 public:
  RfbBf16(const Plan& plan, const ModelMetadata& metadata, const Bf16Kernels& kernels)
      : outputs_(plan, metadata), executor_(plan, metadata.input, kernels) {}

  [[nodiscard]] detect::RfbMaps run(const Image& picture) const override {
    const detect::WorkspacePool<Bf16Workspace>::Lease workspace(workspaces_);
    return outputs_.maps(executor_.run(picture, *workspace));
  }

 private:
  RfbOutputs outputs_;
  Bf16Executor executor_;
  mutable detect::WorkspacePool<Bf16Workspace> workspaces_;
};

}  // namespace

std::unique_ptr<detect::RfbPass> make_rfb_bf16(std::span<const std::byte> onnx) {
  const std::span<const Bf16Kernels* const> kernels = supported_bf16_kernels();
  // The portable ones alone.
  if (kernels.size() == 1) return nullptr;
  const Plan plan = make_plan(onnx, "rfb");
  return std::make_unique<RfbBf16>(plan, parse_metadata(plan.metadata, "rfb"), *kernels.front());
}

}  // namespace mien::executor

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "networks/named_tensors.h"
#include "weights/channel_statistics.h"
#include "weights/insert_batch_norm.h"

namespace mien::train {

struct PaperMobileNetOptions {
  double epsilon = 1e-3;  ///< of the batch normalisations that are put back
  KernelScale scale = KernelScale::fan_in;
  int threads = 1;  ///< of the calibration's forward passes
};

/// The paper's MobileNet-v1 as parameters that can be trained on. The published file has batch
/// normalisation folded into its convolutions; this puts it back, with running statistics that are
/// measured on the caller's pictures. In evaluation mode the result computes what the file does.
///
/// Names: conv1, conv_dw_1 and conv_pw_1 to conv_dw_13 and conv_pw_13 (.weight), each with NAME_bn
/// (.weight, .bias, .running_mean, .running_var). The heads are heads.feats (1024 to 256, then
/// ReLU), heads.age (256 to 100) and heads.gender (256 to 1), each .weight and .bias.
/// @param onnx the converted model "faceres-deep"
/// @param name what to call it in messages
/// @param next_batch a few hundred pictures, prepared and sized as for training
/// @throws Error (ErrorCode::model) if the file holds another network, or there are no pictures.
[[nodiscard]] NamedTensors import_paper_mobilenet(std::span<const std::byte> onnx,
                                                  std::string_view name,
                                                  const BatchSource& next_batch,
                                                  const PaperMobileNetOptions& options = {});

}  // namespace mien::train

#pragma once

#include <onnx/onnx_pb.h>

#include <set>
#include <string>
#include <string_view>

namespace mien::models {

/// How two networks become one.
struct JoinOptions {
  std::string_view name;       ///< what to call the result in messages
  std::string features;        ///< output of the base that becomes the input of the heads
  std::set<std::string> kept;  ///< outputs of the base that stay, `features` among them
};

/// The base, without what only its dropped outputs need, and the heads on its features. Outputs are
/// the kept ones in the base's order, then those of the heads; the heads' outputs keep their names,
/// their other values get the prefix "heads/". Metadata are not joined.
/// @throws Error (ErrorCode::model) if the heads take anything but one input of the features'
/// length, an output is missing, or a name of one comes in the other. Also if one of them has
/// another operator set, functions, sparse weights or nested graphs.
[[nodiscard]] onnx::ModelProto join_graphs(onnx::ModelProto base, const onnx::ModelProto& heads,
                                           const JoinOptions& options);

}  // namespace mien::models

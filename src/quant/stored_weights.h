#pragma once

#include <onnx/onnx_pb.h>

#include <set>
#include <string>

namespace mien::quant {

/// Turns weights that a file stores in 16 bits, each with a Cast to 32 bits, into weights of 32
/// bits, so that they can be changed.
/// @return the names of these weights
/// @throws Error (ErrorCode::model) as `floats_of`
std::set<std::string> widen_weights(onnx::GraphProto& graph);

/// The reverse for those of the names that the graph still has: 16 bits and a Cast.
void narrow_weights(onnx::GraphProto& graph, const std::set<std::string>& names);

/// Drops the initialisers that no node takes and no output names.
void drop_unused_weights(onnx::GraphProto& graph);

}  // namespace mien::quant

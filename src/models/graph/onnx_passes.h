#pragma once

#include <onnx/onnx_pb.h>

#include <set>
#include <string>

namespace mien::models {

/// Sets 32-bit weights nearer to 0 than 1e-12 to 0. They change no output that float arithmetic
/// could show, and the smallest of them (denormal numbers) make a processor ten times slower.
void zero_tiny_weights(onnx::GraphProto& graph);

/// Cuts channels that say nothing out of bottlenecks: a 1x1 convolution, a depthwise one and
/// another 1x1, with PReLU between them or not. A channel whose depthwise kernel is all zeros is a
/// constant, which goes into the bias of the last convolution. As many channels stay as make a
/// multiple of 16, which engines pad to anyway.
void cut_dead_channels(onnx::GraphProto& graph);

/// Writes each PReLU with weights as a x + (1 - a) max(x, 0), which is the same for slopes of any
/// sign and which ONNX Runtime computes twice as fast.
void spell_out_prelu(onnx::GraphProto& graph);

/// Drops what the outputs `kept` do not need, and the other outputs.
void keep_outputs(onnx::GraphProto& graph, const std::set<std::string>& kept);

}  // namespace mien::models

#pragma once

#include "models/graph/graph.h"
#include "models/tfjs/weights_manifest.h"

namespace mien::models {

/// The three networks of the MTCNN face detector.
enum class MtcnnNet { pnet, rnet, onet };

/// Builds one network from the published weights (tensors "pnet/conv1/weights" and so on, kernels
/// [row, column, in, out]). The published networks see the picture transposed; here kernels and the
/// first fully connected layer are transposed instead, so that the networks take it upright.
///
/// Input "input" [N,3,H,W], RGB. PNet takes any size from 12x12 on, RNet 24x24, ONet 48x48. Outputs
/// "probability" ([N,2] or [N,2,h,w]; index 1 is the face), "offsets" ([N,4,...]: x1, y1, x2, y2)
/// and, of ONet, "landmarks" ([N,10]: five x, then five y). Constants keep their published names;
/// kernels are [out, in, row, column], matrices [in, out] over inputs flattened as channel, row,
/// column.
/// @throws Error (ErrorCode::model) for a missing tensor or one of another shape.
[[nodiscard]] Graph import_mtcnn(const Weights& weights, MtcnnNet net);

}  // namespace mien::models

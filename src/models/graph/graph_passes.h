#pragma once

#include "models/graph/graph.h"

namespace mien::models {

/// Rewrites a graph to fewer operations with the same outputs: runs all of the passes below.
void simplify(Graph& graph);

/// Drops Identity nodes; outputs keep their names.
void remove_identities(Graph& graph);

/// Joins chains of Relu, Min and Max with one constant, and Clip, into one Clip with constant
/// bounds (the form that inference engines fuse into a convolution).
void merge_bounds(Graph& graph);

/// Writes max(x, 0) + c (x - |x|) with a constant c, which TensorFlow makes of PReLU, as PRelu with
/// the slope 2 c.
void fold_prelu(Graph& graph);

/// Folds Mul, Add and Sub with one constant a channel into the convolution or matrix before them.
void fold_affine(Graph& graph);

/// Drops nodes and constants that no output needs.
void remove_unused(Graph& graph);

}  // namespace mien::models

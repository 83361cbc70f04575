#pragma once

#include "networks/network_graph.h"

namespace mien::train {

/// Padding of one axis.
struct AxisPadding {
  int before = 0;
  int after = 0;
};

/// What a convolution or pool adds to a picture of this height and width.
struct WindowPadding {
  AxisPadding rows;
  AxisPadding columns;
};

/// The padding of a node whose first input has the shape `input`.
[[nodiscard]] WindowPadding padding_of(const GraphOp& node, const NodeShape& input);

}  // namespace mien::train

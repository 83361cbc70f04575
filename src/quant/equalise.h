#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "quant/conv_layers.h"
#include "quant/watch.h"

namespace mien::quant {

/// What was seen of tensors, by name.
using Statistics = std::map<std::string, std::vector<ChannelStatistics>>;

/// Makes the channels of tensors between two convolutions alike in range, so that one scale suits
/// all. A channel's weights before the tensor are multiplied by a factor of 1 or more, and those
/// behind it are divided by it. This leaves the network's answers as they are. The method is Nagel
/// et al. 2019, "Data-free quantization through weight equalization and bias correction", section
/// 4.1. Before a depthwise convolution a channel gets the whole factor, for its weights have a
/// scale of their own there. Otherwise it gets the square root of it, weighted by the weights
/// behind it. Values above those seen may be cut off by a Clip sooner than before, with a tenth to
/// spare.
/// @param statistics changed along with the layers
/// @param sole tensors that one node alone takes and that are no output of the network
/// @return number of tensors that changed
std::size_t equalise(std::vector<ConvLayer>& layers, Statistics& statistics,
                     const std::set<std::string>& sole);

}  // namespace mien::quant

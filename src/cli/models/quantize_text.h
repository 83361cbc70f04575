#pragma once

#include <string>
#include <vector>

#include "quant/quantised_metadata.h"

namespace mien::cli {

/// A table of scores in floats and in 8 bits, their losses and bars, a line for each.
[[nodiscard]] std::string losses_table(const std::vector<quant::MeasuredLosses>& measured);

/// The loss that is above its bar by the most, as part of a sentence; empty if there is none.
[[nodiscard]] std::string worst_loss(const std::vector<quant::MeasuredLosses>& measured);

}  // namespace mien::cli

#pragma once

#include <string>

#include "paper/speed/bench_networks.h"

namespace mien::paper {

/// A table for the terminal, the paper's numbers and the ratios to ResNet-18 beside mien's.
[[nodiscard]] std::string bench_text(const NetworksBench& bench);

/// One row a network; what there is not is empty.
[[nodiscard]] std::string bench_csv(const NetworksBench& bench);

[[nodiscard]] std::string bench_json(const NetworksBench& bench);

}  // namespace mien::paper

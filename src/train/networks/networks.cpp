#include "train/networks/networks.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "mien/core/error.h"

namespace mien::train {

namespace {

void check_rate(std::string_view what, double rate) {
  if (rate >= 0 && rate < 1) return;
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected a rate of 0 or more and below 1, found {}", what, rate));
}

void check(const NetworkSettings& settings) {
  if (settings.classes < 0) {
    throw Error(ErrorCode::usage,
                fmt::format("classes: expected 0 or more, found {}", settings.classes));
  }
  check_rate("dropout", settings.dropout.value_or(0));
  check_rate("drop path", settings.drop_path);
}

}  // namespace

std::span<const Architecture> architectures() {
  static constexpr std::array<Architecture, 4> all = {{
      {"mobilenet-v1", "Howard et al. 2017, the paper's smallest; parameter names of Keras", 3.2,
       make_mobilenet_v1},
      {"efficientnet-b0", "Tan and Le 2019, TensorFlow padding; names of timm tf_efficientnet_b0",
       4.3, make_efficientnet_b0},
      {"rexnet-150", "Han et al. 2020, width 1.5; names of timm rexnet_150", 8.3, make_rexnet_150},
      {"resnet18", "He et al. 2015; names of torchvision", 11.7, make_resnet18},
  }};
  return all;
}

NetworkGraph make_network(std::string_view architecture, const NetworkSettings& settings) {
  check(settings);
  std::string names;
  for (const Architecture& candidate : architectures()) {
    if (candidate.name == architecture) return candidate.make(settings);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", candidate.name);
  }
  throw Error(ErrorCode::usage,
              fmt::format("architecture: expected one of {}, found \"{}\"", names, architecture));
}

}  // namespace mien::train

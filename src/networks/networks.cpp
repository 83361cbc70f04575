#include "networks/networks.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "mien/core/error.h"

namespace mien::train {

namespace {

void check_rate(std::string_view name, double rate) {
  if (rate >= 0 && rate < 1) return;
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected a rate of 0 or more and below 1, found {}", name, rate));
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
  static constexpr std::array<Architecture, 11> all = {{
      {"mobilenet-v1", "Howard et al. 2017, the paper's smallest; parameter names of Keras", 224,
       3.2, 40.6, make_mobilenet_v1},
      {"breg-next-50", "Hasani, Negi and Mahoor 2019; names of Emotion-GCN's file", 112, 0, 0,
       make_breg_next_50},
      {"efficientnet-b0", "Tan and Le 2019, TensorFlow padding; names of timm tf_efficientnet_b0",
       224, 4.3, 54.8, make_efficientnet_b0},
      {"densenet-121", "Huang et al. 2016; names of torchvision", 224, 0, 0, make_densenet_121},
      {"rexnet-150", "Han et al. 2020, width 1.5; names of timm rexnet_150", 224, 8.3, 104.0,
       make_rexnet_150},
      {"resnet18", "He et al. 2015; names of torchvision", 224, 11.7, 58.7, make_resnet18},
      {"inception-v3", "Szegedy et al. 2015, without auxiliary head; names of torchvision and timm",
       299, 19.7, 160.4, make_inception_v3},
      {"inception-resnet-v1", "Szegedy et al. 2016, FaceNet; names of facenet-pytorch", 160, 12.3,
       0, make_inception_resnet_v1},
      {"senet50", "Hu et al. 2017, as for VGGFace2; names of timm legacy_seresnet50", 224, 25.5,
       128.4, make_senet50},
      {"nfnet-f0", "Brock et al. 2021; names of timm dm_nfnet_f0", 192, 66.4, 621.1, make_nfnet_f0},
      {"vgg16", "Simonyan and Zisserman 2014; names of torchvision", 224, 134.3, 224.7, make_vgg16},
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

#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "networks/network_graph.h"

namespace mien::train {

struct NetworkSettings {
  int classes = 0;                  ///< of the classifier; 0 for features alone
  std::optional<double> dropout{};  ///< before the classifier; without it, as the architecture has
  double drop_path = 0;             ///< rate at the last block; grows linearly from 0 at the first
};

/// A network that mien can train and export.
struct Architecture {
  std::string_view name;          ///< such as "mobilenet-v1"
  std::string_view description;   ///< one line: the publication and whose parameter names it has
  int side = 224;                 ///< of the picture that it was made for, pixels
  double paper_parameters = 0;    ///< millions, Table 3 of the paper (FaceNet: Table 6); or 0
  double paper_milliseconds = 0;  ///< for one picture, Table 3 of the paper; 0 if it is not there
  NetworkGraph (*make)(const NetworkSettings& settings) = nullptr;
};

/// All architectures, by and large the smallest first.
[[nodiscard]] std::span<const Architecture> architectures();

/// @throws Error (ErrorCode::usage) if there is none of this name; the message lists those there
/// are. Also if a setting is out of range: classes below 0, or a rate below 0, or of 1 and more.
[[nodiscard]] NetworkGraph make_network(std::string_view architecture,
                                        const NetworkSettings& settings = {});

// One file each. They take settings that are in range; `make_network` checks them.
[[nodiscard]] NetworkGraph make_mobilenet_v1(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_breg_next_50(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_efficientnet_b0(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_densenet_121(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_rexnet_150(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_resnet18(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_inception_v3(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_inception_resnet_v1(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_senet50(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_nfnet_f0(const NetworkSettings& settings);
[[nodiscard]] NetworkGraph make_vgg16(const NetworkSettings& settings);

}  // namespace mien::train

#pragma once

#include <array>

namespace mien::paper {

/// The models that tell age and gender, as the tables list them.
inline constexpr std::array attribute_models = {"faceres-deep", "mobilenet-v1-face",
                                                "mobilenet-v1-face-tuned"};

}  // namespace mien::paper

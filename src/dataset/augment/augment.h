#pragma once

#include <cstddef>
#include <span>

#include "dataset/augment/colour_augment.h"
#include "dataset/augment/degrade_augment.h"
#include "dataset/augment/erase_augment.h"
#include "dataset/augment/geometry_augment.h"
#include "dataset/augment/surround_augment.h"
#include "dataset/face_picture.h"
#include "mien/nn/metadata.h"

namespace mien::dataset {

/// How pictures are varied for training. The defaults do nothing.
struct AugmentOptions {
  GeometryOptions geometry{};
  SurroundOptions surround{};
  ColourOptions colour{};
  DegradeOptions degrade{};
  EraseOptions erase{};
};

/// All that is random about one picture. The default changes nothing.
struct AugmentPlan {
  GeometryPlan geometry;
  SurroundPlan surround;
  ColourPlan colour;
  DegradePlan degrade;
  ErasePlan erase;
};

/// @throws Error (ErrorCode::usage) that names the option that is out of range.
void check(const AugmentOptions& options);

/// Draws a plan. Each group of options has its own random numbers: a change of colour options does
/// not change how pictures are moved.
[[nodiscard]] AugmentPlan draw(const AugmentOptions& options, const Random& random);

/// The varied picture in the network's input size. The same plan and picture give the same bytes.
/// With the default plan it is `resize(seen(face), output, rule)`, which is what inference does
/// with a face whose crop is the region.
[[nodiscard]] Image apply(const AugmentPlan& plan, const FacePicture& face, Size output,
                          ResizeRule rule);

/// Writes what a network is fed for one picture: `apply`, then `write_input` of face/preprocess.h,
/// always with the channel as the last axis, whatever `input.layout` says.
/// @param target input_values(input) floats, rows x columns x channels
void write_augmented(const AugmentPlan& plan, const FacePicture& face, const InputSpec& input,
                     std::span<float> target);

}  // namespace mien::dataset

#pragma once

#include <array>
#include <cstdint>

#include "core/random.h"
#include "dataset/range.h"
#include "mien/core/image.h"

namespace mien::dataset {

/// Some data sets hold faces that are cut out: what is around the face is black. A network that
/// sees only one data set like this learns to know the data set by its border. These options
/// replace such borders, and cut faces of other data sets out as well. The defaults do nothing.
struct SurroundOptions {
  double fill = 0;  ///< probability that a black surround gets another filling, 0 to 1
  double cut = 0;   ///< probability that what is outside an oval is filled, where it is not black
  Range radius = {0.42, 0.6};  ///< of the oval's axes, as a share of the sides, 0.2 to 1
};

/// What a surround is filled with.
enum class SurroundFill {
  black,
  colour,    ///< one random colour
  gradient,  ///< from one random colour to another, left to right or top to bottom
  noise,     ///< a random value for each channel of each pixel
};

/// What is to happen to the surround of one picture.
struct SurroundPlan {
  bool fill = false;
  bool cut = false;
  SurroundFill filling = SurroundFill::black;
  std::array<double, 2> centre = {0.5, 0.5};  ///< of the oval, as shares of the sides
  std::array<double, 2> radius = {0.5, 0.5};  ///< of the oval, as shares of the sides
  std::array<std::uint8_t, 3> first{};        ///< colour
  std::array<std::uint8_t, 3> second{};       ///< the gradient's other end
  bool downwards = false;                     ///< direction of the gradient
  Random noise = Random(0);
};

/// @throws Error (ErrorCode::usage) that names the option that is out of range.
void check(const SurroundOptions& options);

[[nodiscard]] SurroundPlan draw(const SurroundOptions& options, Random random);

/// The picture with another surround. A surround is black if the dark pixels (each channel below
/// 20) that are joined to the edge of the picture cover at least a fourteenth of it.
/// @param picture owns its pixels
[[nodiscard]] Image surrounded(Image picture, const SurroundPlan& plan);

}  // namespace mien::dataset

#pragma once

#include "core/random.h"
#include "dataset/range.h"
#include "mien/core/image.h"

namespace mien::dataset {

/// What an erased rectangle is filled with.
enum class EraseFill {
  random,  ///< a random value for each channel of each pixel
  mean,    ///< the mean colour of the picture
};

/// Random erasing (Zhong et al. 2017). The defaults do nothing.
struct EraseOptions {
  double probability = 0;
  Range area = {0.02, 0.2};    ///< share of the picture, 0 to 1
  Range aspect = {0.3, 3.33};  ///< width over height in shares of the sides, 0.05 to 20
  EraseFill fill = EraseFill::random;
};

/// The rectangle to erase in shares of the picture's sides; none if its width is 0.
struct ErasePlan {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  EraseFill fill = EraseFill::random;
  Random noise = Random(0);
};

/// @throws Error (ErrorCode::usage) that names the option that is out of range.
void check(const EraseOptions& options);

[[nodiscard]] ErasePlan draw(const EraseOptions& options, Random random);

/// The picture without the rectangle; its corners are rounded to whole pixels.
/// @param picture owns its pixels
[[nodiscard]] Image erased(Image picture, const ErasePlan& plan);

}  // namespace mien::dataset

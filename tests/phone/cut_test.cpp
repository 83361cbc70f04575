#include "phone/cut.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>

#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien::phone {
namespace {

double mean_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.size(), b.size());
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int i = 0; i < 3 * a.width(); ++i) sum += std::abs(int{a.row(y)[i]} - int{b.row(y)[i]});
  }
  return sum / (3.0 * a.width() * a.height());
}

Detection face(bool upside_down) {
  Detection detection;
  detection.box = {200, 80, 150, 180};
  const float sign = upside_down ? -1 : 1;
  detection.landmarks = Landmarks{{{250, 170 - 20 * sign},
                                   {300, 170 - 18 * sign},
                                   {275, 170},
                                   {255, 170 + 30 * sign},
                                   {295, 170 + 31 * sign}}};
  return detection;
}

TEST(CutTest, CutsAsCutFaceDoes) {
  const auto file = sample_photo("sample1.jpg");
  MIEN_REQUIRE_FILE(file);
  const Image picture = read_image(file);
  InputSpec input;
  input.width = 112;
  input.height = 112;
  for (const bool upside_down : {false, true}) {
    for (const Alignment alignment : {Alignment::none, Alignment::five_point}) {
      for (const CropShape shape : {CropShape::box, CropShape::square}) {
        const CropSpec rule{.margin = 0.4F, .shape = shape, .alignment = alignment};
        EXPECT_LT(mean_difference(cut(picture, face(upside_down), input, rule),
                                  cut_face(picture, face(upside_down), input, rule)),
                  0.5);
      }
    }
  }
}

TEST(CutTest, RefusesWhatItCannotAlign) {
  const Image picture(16, 16);
  Detection detection;
  detection.box = {2, 2, 8, 8};
  InputSpec input;
  input.width = input.height = 8;
  EXPECT_THROW((void)cut(picture, detection, input, {.alignment = Alignment::five_point}), Error);
  EXPECT_THROW((void)cut(picture, detection, input, {.alignment = Alignment::eyes}), Error);
}

}  // namespace
}  // namespace mien::phone

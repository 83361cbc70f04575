#include "dataset/augment/augment.h"

#include <gtest/gtest.h>

#include <vector>

#include "dataset/drawn_pictures.h"
#include "face/preprocess.h"
#include "mien/face/crop.h"
#include "mien/media/image_io.h"

namespace mien::dataset {
namespace {

AugmentOptions everything() {
  return {.geometry = {.flip = 0.5,
                       .rotation = 20,
                       .scale = {0.9, 1.2},
                       .shift = 0.1,
                       .aspect = 1.2,
                       .crop_area = 0.7},
          .colour = {.brightness = 0.2,
                     .contrast = 0.2,
                     .saturation = 0.3,
                     .hue = 10,
                     .gamma = {0.8, 1.2},
                     .grey = 0.2},
          .degrade = {.blur = 0.5, .shrink = 0.5, .noise = 0.5, .jpeg = 0.5},
          .erase = {.probability = 0.5}};
}

InputSpec input_spec(ColourOrder colour, ResizeRule rule) {
  InputSpec input;
  input.width = 24;
  input.height = 32;
  input.colour = colour;
  input.layout = TensorLayout::nhwc;
  input.resize = rule;
  const bool grey = colour == ColourOrder::grey;
  input.mean = grey ? std::vector{127.5F} : std::vector{123.675F, 116.28F, 103.53F};
  input.scale = grey ? std::vector{1 / 127.5F} : std::vector{0.0171F, 0.0175F, 0.0174F};
  return input;
}

TEST(Augment, WithoutAPlanFeedsWhatInferenceFeeds) {
  const Image picture = smooth(61, 53);
  const Box box = {7, 9, 30, 41};
  const CropSpec crop{.margin = 0.1F};
  for (const ColourOrder colour : {ColourOrder::rgb, ColourOrder::bgr, ColourOrder::grey}) {
    for (const ResizeRule rule : {ResizeRule::area, ResizeRule::bilinear}) {
      const InputSpec input = input_spec(colour, rule);
      std::vector<float> inference(input_values(input));
      write_input(cut_face(picture, {.box = box}, input, crop), input, inference);
      std::vector<float> training(inference.size());
      InputSpec planes = input;
      planes.layout = TensorLayout::nchw;  // makes no difference here
      write_augmented({}, around(picture, box, crop), planes, training);
      EXPECT_EQ(training, inference);
      write_augmented(draw(AugmentOptions{}, Random{1}), around(picture, box, crop), input,
                      training);
      EXPECT_EQ(training, inference);
    }
  }
}

TEST(Augment, TheSamePlanGivesTheSameBytes) {
  const FacePicture face = whole(smooth(48, 48));
  for (std::uint64_t i = 0; i < 30; ++i) {
    const AugmentPlan plan = draw(everything(), Random{1, i});
    const Image first = apply(plan, face, {96, 96}, ResizeRule::bilinear);
    EXPECT_EQ(first.size(), (Size{96, 96}));
    EXPECT_EQ(greatest_difference(first, apply(plan, face, {96, 96}, ResizeRule::bilinear)), 0);
    const AugmentPlan again = draw(everything(), Random{1, i});
    EXPECT_EQ(greatest_difference(first, apply(again, face, {96, 96}, ResizeRule::bilinear)), 0);
    const AugmentPlan other = draw(everything(), Random{2, i});
    EXPECT_NE(greatest_difference(first, apply(other, face, {96, 96}, ResizeRule::bilinear)), 0);
  }
}

TEST(Augment, GroupsOfOptionsHaveTheirOwnNumbers) {
  AugmentOptions options = everything();
  const AugmentPlan before = draw(options, Random{3});
  options.geometry = {};
  options.colour.brightness = 0;
  const AugmentPlan after = draw(options, Random{3});
  EXPECT_EQ(before.colour.contrast, after.colour.contrast);
  EXPECT_EQ(before.degrade.quality, after.degrade.quality);
  EXPECT_EQ(before.erase.x, after.erase.x);
  EXPECT_NE(before.geometry.angle, after.geometry.angle);
}

TEST(Augment, ChecksEachGroup) {
  const auto refused = [](const AugmentOptions& options) {
    return error_of(ErrorCode::usage, [&] { check(options); });
  };
  EXPECT_NE(refused({.geometry = {.flip = 2}}).find("geometry"), std::string::npos);
  EXPECT_NE(refused({.colour = {.grey = 2}}).find("colour"), std::string::npos);
  EXPECT_NE(refused({.degrade = {.jpeg = 2}}).find("degrade"), std::string::npos);
  EXPECT_NE(refused({.erase = {.probability = 2}}).find("erase"), std::string::npos);
  EXPECT_NO_THROW(check(everything()));
}

}  // namespace
}  // namespace mien::dataset

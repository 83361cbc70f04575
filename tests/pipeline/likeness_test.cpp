#include "pipeline/likeness.h"

#include <gtest/gtest.h>

#include <vector>

namespace mien {
namespace {

ModelMetadata model_with(std::vector<OperatingPoint> points) {
  ModelMetadata model;
  HeadSpec head;
  head.kind = HeadKind::identity;
  head.operating_points = std::move(points);
  model.heads = {head};
  return model;
}

TEST(Likeness, IsThatOfTheOperatingPointOfOneInAThousand) {
  const std::vector<ModelMetadata> models = {model_with(
      {{1.2, 0.01, 1, 1, 1, "d"}, {1.0, 0.001, 1, 1, 1, "d"}, {0.9, 0.0001, 1, 1, 1, "d"}})};
  // Cosine 1 - d^2 / 2.
  EXPECT_FLOAT_EQ(with_likeness({}, models).same_person.value_or(0), 0.5F);
  EXPECT_FALSE(with_likeness({}, models).other_person);
}

TEST(Likeness, IsThatOfTheLastModelWithIdentity) {
  ModelMetadata other;
  other.heads = {HeadSpec{}};
  const std::vector<ModelMetadata> models = {model_with({{1.0, 0.001, 1, 1, 1, "d"}}),
                                             model_with({{0.6, 0.001, 1, 1, 1, "d"}}), other};
  EXPECT_FLOAT_EQ(with_likeness({}, models).same_person.value_or(0), 0.82F);
}

TEST(Likeness, StaysWhatItIsWhereItIsGivenOrUnknown) {
  TrackerOptions options;
  options.same_person = 0.7F;
  const std::vector<ModelMetadata> models = {model_with({{1.0, 0.001, 1, 1, 1, "d"}})};
  EXPECT_FLOAT_EQ(with_likeness(options, models).same_person.value_or(0), 0.7F);
  EXPECT_FALSE(with_likeness({}, {}).same_person);
  const std::vector<ModelMetadata> lenient = {model_with({{1.0, 0.1, 1, 1, 1, "d"}})};
  EXPECT_FALSE(with_likeness({}, lenient).same_person);
}

}  // namespace
}  // namespace mien

#include "mien/clip/descriptor.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "mien/core/error.h"

namespace mien {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::Pointwise;

constexpr DescriptorOptions plain = {DescriptorOrder::paper, false};

TEST(StreamingStatistics, AreThoseOfTwoPassesOverThousandsOfVectors) {
  // An offset of 1000 ruins sums of squares in floats.
  std::mt19937 random(7);
  std::vector<std::vector<float>> all;
  StreamingStatistics statistics;
  for (int i = 0; i < 5000; ++i) {
    all.push_back({1000 + static_cast<float>(random() % 1000) / 1000, -static_cast<float>(i)});
    statistics.add(all.back());
  }
  for (std::size_t d = 0; d < 2; ++d) {
    double mean = 0;
    for (const auto& v : all) mean += v[d] / 5000.0;
    double variance = 0;
    for (const auto& v : all) variance += (v[d] - mean) * (v[d] - mean) / 5000.0;
    EXPECT_NEAR(statistics.mean()[d], mean, 1e-6 * std::abs(mean));
    EXPECT_NEAR(statistics.deviation()[d], std::sqrt(variance), 1e-5 * std::sqrt(variance));
  }
  EXPECT_EQ(statistics.least()[1], -4999);
  EXPECT_EQ(statistics.greatest()[1], 0);
  EXPECT_EQ(statistics.count(), 5000);
}

TEST(StreamingStatistics, RefuseWhatTheyCannotTake) {
  StreamingStatistics statistics(2);
  EXPECT_THROW(statistics.add(std::vector<float>{1}), Error);
  EXPECT_THROW(statistics.add(std::vector<float>{1, std::nanf("")}), Error);
  EXPECT_THROW(statistics.add(std::vector<float>{std::numeric_limits<float>::infinity(), 1}),
               Error);
  EXPECT_EQ(statistics.count(), 0);
  EXPECT_THAT(statistics.mean(), Each(0.0F));
  StreamingStatistics open;
  EXPECT_THROW(open.add({}), Error);
  open.add(std::vector<float>{1, 2, 3});
  EXPECT_EQ(open.dimension(), 3U);
}

TEST(ClipDescriptor, HasTheOrderOfPaperOrCode) {
  const std::vector<std::vector<float>> frames = {{1, 10}, {3, 10}, {5, 4}};
  // By hand: means 3 and 8; population deviations sqrt(8 / 3) and sqrt(8).
  const float s1 = std::sqrt(8.0F / 3);
  const float s2 = std::sqrt(8.0F);
  ClipDescriptor paper(2, plain);
  ClipDescriptor code(2, {DescriptorOrder::code, false});
  ClipDescriptor unit(2, {DescriptorOrder::code, true});
  for (const auto& frame : frames) {
    paper.add(frame);
    code.add(frame);
    unit.add(frame);
  }
  EXPECT_THAT(paper.values(),
              Pointwise(FloatNear(1e-6F), std::vector<float>{3, 8, 5, 10, 1, 4, s1, s2}));
  EXPECT_THAT(code.values(),
              Pointwise(FloatNear(1e-6F), std::vector<float>{3, 8, s1, s2, 1, 4, 5, 10}));
  // 9 + 64 + 8 / 3 + 8 + 1 + 16 + 25 + 100
  const float length = std::sqrt(223.0F + 8.0F / 3);
  EXPECT_THAT(unit.values(),
              Pointwise(FloatNear(1e-6F),
                        std::vector<float>{3 / length, 8 / length, s1 / length, s2 / length,
                                           1 / length, 4 / length, 5 / length, 10 / length}));
  EXPECT_EQ(unit.frames(), 3);
}

TEST(ClipDescriptor, IsZeroWithoutAFace) {
  EXPECT_THAT(ClipDescriptor(3).values(), testing::AllOf(testing::SizeIs(12), Each(0.0F)));
  EXPECT_THAT(GroupDescriptor(3).values(), testing::AllOf(testing::SizeIs(12), Each(0.0F)));
  EXPECT_THROW(ClipDescriptor(0), Error);
  EXPECT_THROW(GroupDescriptor(0), Error);
}

TEST(ClipDescriptor, OfOneFrameHasNoDeviation) {
  ClipDescriptor descriptor(1, plain);
  descriptor.add(std::vector<float>{-2});
  EXPECT_THAT(descriptor.values(), ElementsAre(-2, -2, -2, 0));
}

TEST(GroupDescriptor, TakesFacesThenFrames) {
  GroupDescriptor group(1, plain);
  group.add(std::vector<std::vector<float>>{{1}, {3}});  // mean 2, std 1
  group.add({});
  group.add(std::vector<std::vector<float>>{{6}});  // mean 6, std 0
  EXPECT_EQ(group.frames(), 2);
  EXPECT_THAT(group.values(), Pointwise(FloatNear(1e-6F), std::vector<float>{4, 0.5F, 2, 0.5F}));
  EXPECT_THROW(group.add(std::vector<std::vector<float>>{{1, 2}}), Error);
}

TEST(ChooseFace, TakesTheLargestTheBestOrThePerson) {
  Face small;
  small.box = {0, 0, 10, 10};
  small.score = 0.99F;
  Face large;
  large.box = {0, 0, 30, 30};
  large.score = 0.8F;
  const std::vector<Face> faces = {small, large, large};
  EXPECT_EQ(choose_face(faces, FaceChoice::largest), 1U);
  EXPECT_EQ(choose_face(faces, FaceChoice::best), 0U);
  EXPECT_THROW((void)choose_face(faces, FaceChoice::track), Error);
  EXPECT_EQ(choose_face(std::vector<Face>{}, FaceChoice::largest), std::nullopt);

  const std::vector<TrackedFace> tracked = {{4, true, small}, {2, true, large}};
  EXPECT_EQ(choose_face(tracked, FaceChoice::largest), 1U);
  EXPECT_EQ(choose_face(tracked, FaceChoice::best), 0U);
  EXPECT_EQ(choose_face(tracked, FaceChoice::track, 2), 1U);
  EXPECT_EQ(choose_face(tracked, FaceChoice::track, 3), std::nullopt);
}

}  // namespace
}  // namespace mien

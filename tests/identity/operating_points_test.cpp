#include "mien/identity/operating_points.h"

#include <gtest/gtest.h>

#include <cmath>

#include "mien/core/error.h"

namespace mien {
namespace {

TEST(OperatingPoints, AreTheLargestThresholdsWithinTheShare) {
  const std::vector<float> genuine = {0.1F, 0.2F, 0.45F, 0.9F};
  std::vector<float> impostor;
  for (int i = 0; i < 10; ++i) impostor.push_back(0.5F + 0.1F * static_cast<float>(i));
  const std::vector<double> shares = {0.1, 0.2, 0.5, 0.05};
  const auto points = operating_points(genuine, impostor, shares);
  ASSERT_EQ(points.size(), 3U);  // of 10 pairs none is a twentieth
  EXPECT_NEAR(points[0].distance, 0.6 - 1e-4, 1.1e-4);
  EXPECT_LT(points[0].distance, impostor[1]);
  EXPECT_DOUBLE_EQ(points[0].false_accepts, 0.1);
  EXPECT_DOUBLE_EQ(points[0].true_accepts, 0.75);
  EXPECT_DOUBLE_EQ(points[1].false_accepts, 0.2);
  EXPECT_DOUBLE_EQ(points[2].false_accepts, 0.5);
  EXPECT_DOUBLE_EQ(points[2].true_accepts, 1);
  EXPECT_EQ(points[0].genuine_pairs, 4);
  EXPECT_EQ(points[0].impostor_pairs, 10);
  const double steps = points[0].distance / 1e-4;
  EXPECT_NEAR(steps, std::round(steps), 1e-6);
}

TEST(OperatingPoints, AcceptNoTiesBeyondTheShare) {
  const std::vector<float> genuine = {0.3F, 0.5F};
  const std::vector<float> impostor = {0.4F, 0.5F, 0.5F, 0.5F};
  const auto points = operating_points(genuine, impostor, std::vector<double>{0.5});
  ASSERT_EQ(points.size(), 1U);
  EXPECT_DOUBLE_EQ(points[0].false_accepts, 0.25);
  EXPECT_DOUBLE_EQ(points[0].true_accepts, 0.5);
  EXPECT_LT(points[0].distance, 0.5);
  EXPECT_GE(points[0].distance, 0.4);
}

TEST(OperatingPoints, RefuseWhatIsNoDistance) {
  const std::vector<float> good = {0.5F};
  const std::vector<double> share = {0.5};
  EXPECT_THROW((void)operating_points({}, good, share), Error);
  EXPECT_THROW((void)operating_points(good, {}, share), Error);
  EXPECT_THROW((void)operating_points(std::vector<float>{NAN}, good, share), Error);
  EXPECT_THROW((void)operating_points(good, std::vector<float>{-1}, share), Error);
  EXPECT_THROW((void)operating_points(good, good, std::vector<double>{0}), Error);
  EXPECT_THROW((void)operating_points(good, good, std::vector<double>{1}), Error);
}

}  // namespace
}  // namespace mien

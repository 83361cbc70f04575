#include "executor/pack_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "executor/steps.h"
#include "mien/core/error.h"
#include "random_plan.h"

namespace mien::executor {
namespace {

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "";
}

/// The pack with one piece of its text replaced by another of the same length.
std::vector<std::byte> changed(std::vector<std::byte> pack, std::string_view from,
                               std::string_view to) {
  EXPECT_EQ(from.size(), to.size());
  const std::string_view text(reinterpret_cast<const char*>(pack.data()), pack.size());
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string_view::npos) << from;
  std::memcpy(pack.data() + at, to.data(), to.size());
  return pack;
}

TEST(PackFileTest, ReadsWhatItWrote) {
  const Plan plan = small_plan();
  const std::vector<std::byte> bytes = write_pack(plan);
  EXPECT_EQ(bytes, write_pack(plan));
  const Plan read = read_pack(bytes, "small.pack");
  EXPECT_EQ(read.name, plan.name);
  EXPECT_EQ(read.metadata, plan.metadata);
  EXPECT_EQ(read.channels, 3);
  EXPECT_EQ(read.layers, plan.layers);
  EXPECT_EQ(read.outputs, plan.outputs);
  ASSERT_EQ(read.tensors.size(), plan.tensors.size());
  for (const auto& [name, tensor] : plan.tensors) {
    const Tensor& kept = read.tensors.at(name);
    ASSERT_EQ(kept.shape, tensor.shape);
    for (std::size_t i = 0; i < tensor.data.size(); ++i) {
      ASSERT_NEAR(kept.data[i], tensor.data[i], 0x1p-12) << name;
    }
  }
}

TEST(PackFileTest, KeepsLargeTensorsInFewerBits) {
  const Plan plan = small_plan();
  const auto small = write_pack(plan, {.rounded_from = 500});
  EXPECT_LT(small.size() + 700, write_pack(plan).size());
  const Plan read = read_pack(small, "small.pack");
  const Tensor& expected = plan.tensors.at("layer2/weights");
  const Tensor& tensor = read.tensors.at("layer2/weights");
  double error = 0;
  for (std::size_t i = 0; i < expected.data.size(); ++i) {
    error = std::max(error, std::abs(double{expected.data[i]} - double{tensor.data[i]}));
  }
  EXPECT_GT(error, 1e-4);
  // Half a step of a scale, and what cutting off the largest weights costs.
  EXPECT_LT(error, 0.02);
}

TEST(PackFileTest, KeepsExactWeightsAsTheyAre) {
  const Plan plan = small_plan();
  const Plan read = read_pack(write_pack(plan, {.exact = true}), "exact.pack");
  for (const auto& [name, tensor] : plan.tensors) {
    EXPECT_EQ(read.tensors.at(name).data, tensor.data) << name;
  }
}

TEST(PackFileTest, RefusesWhatIsNoPack) {
  const std::vector<std::byte> pack = write_pack(small_plan());
  const auto read = [](const std::vector<std::byte>& bytes) {
    return refusal([&] { (void)read_pack(bytes, "x.pack"); });
  };
  EXPECT_EQ(read({}),
            "x.pack: expected a pack, which begins with \"MIENPACK\", found 0 bytes that "
            "do not");
  EXPECT_NE(read(changed(pack, "MIENPACK", "MIENPACT")), "");
  std::vector<std::byte> later = pack;
  later[8] = std::byte{2};
  EXPECT_EQ(read(later), "x.pack: expected a pack of version 1, found version 2");
  std::vector<std::byte> longer = pack;
  longer.push_back({});
  EXPECT_NE(read(longer).find("bytes of text"), std::string::npos);
  for (std::size_t size = 0; size < pack.size(); size += 7) {
    EXPECT_NE(read({pack.begin(), pack.begin() + static_cast<std::ptrdiff_t>(size)}), "") << size;
  }
  EXPECT_NE(read(changed(pack, "\"depthwise\"", "\"deepwise_\"")).find("kind"), std::string::npos);
  EXPECT_NE(read(changed(pack, "\"offset\":0", "\"offset\":9")).find("multiple of 16"),
            std::string::npos);
}

TEST(PackFileTest, RefusesTensorsBeyondTheData) {
  const std::vector<std::byte> pack = write_pack(small_plan());
  const std::string text(reinterpret_cast<const char*>(pack.data()), pack.size());
  const std::string shape = "[20,3,3,3]";
  ASSERT_NE(text.find(shape), std::string::npos);
  EXPECT_NE(
      refusal([&] { (void)read_pack(changed(pack, shape, "[99,99,99]"), "x"); }).find("bytes"),
      std::string::npos);
  EXPECT_NE(
      refusal([&] { (void)read_pack(changed(pack, shape, "[20,0,3,3]"), "x"); }).find("shape"),
      std::string::npos);
  EXPECT_NE(refusal([&] { (void)read_pack(changed(pack, shape, "[20,-3,3] "), "x"); }), "");
}

TEST(PackFileTest, RefusesWeightsThatAreNoNumbers) {
  Plan plan = small_plan();
  plan.tensors["layer0/bias"].data[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(refusal([&] { (void)write_pack(plan); }).find("layer0/bias"), std::string::npos);
}

TEST(PackFileTest, SurvivesRandomDamage) {
  const std::vector<std::byte> pack = write_pack(small_plan(), {.rounded_from = 500});
  std::mt19937 random(3);
  std::size_t refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::byte> damaged = pack;
    // In the text most of all, where a change means something.
    const std::size_t reach = i % 2 == 0 ? 1500 : damaged.size();
    for (int k = 0; k <= i % 3; ++k) damaged[random() % reach] = std::byte(random() % 256);
    refused += refusal([&] { (void)make_steps(read_pack(damaged, "x.pack")); }).empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 1000U);
}

}  // namespace
}  // namespace mien::executor

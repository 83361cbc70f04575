#include "train/module/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/cuda.h>

#include "mien/core/error.h"

namespace mien::train {
namespace {

TEST(Device, TheCpuIsAlwaysThere) { EXPECT_EQ(torch_device(Device::cpu), torch::Device("cpu")); }

TEST(Device, SaysWhereThereIsNoCuda) {
  if (torch::cuda::is_available()) {
    EXPECT_EQ(torch_device(Device::cuda), torch::Device("cuda:0"));
    return;
  }
  try {
    (void)torch_device(Device::cuda);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::setup);
    EXPECT_THAT(error.what(), testing::HasSubstr("device: expected a CUDA device"));
  }
}

}  // namespace
}  // namespace mien::train

#include "paper/speed/machine.h"

#include <gmock/gmock.h>

namespace mien::paper {
namespace {

using testing::HasSubstr;

TEST(Machine, IsDescribedInOneLine) {
  EXPECT_EQ(
      machine_text({"CPU", 2, 3.96, "Debian 12, Linux 6", "ONNX Runtime 1.14.1, gcc 12"}),
      "CPU, 2 processors, 4.0 GiB of memory; Debian 12, Linux 6; ONNX Runtime 1.14.1, gcc 12");
}

TEST(Machine, KnowsThisOne) {
  const Machine machine = this_machine();
  EXPECT_EQ(machine.processor, processor_name());
  EXPECT_FALSE(machine.processor.empty());
  EXPECT_GE(machine.processors, 1);
  EXPECT_GT(machine.memory, 0.05);
  EXPECT_THAT(machine.system, HasSubstr("Linux "));
  EXPECT_THAT(machine.versions, HasSubstr("ONNX Runtime 1."));
}

}  // namespace
}  // namespace mien::paper

#include "nn/engine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace mien {
namespace {

TEST(Engine, LeavesTheEnvironmentOfTheHostProgramAsItWas) {
  ASSERT_EQ(::setenv("ORT_DISABLE_TELEMETRY", "0", 1), 0);
  char** const before = environ;
  const Ort::Env& env = engine();
  EXPECT_EQ(environ, before);
  EXPECT_STREQ(std::getenv("ORT_DISABLE_TELEMETRY"), "0");
  EXPECT_EQ(&env, &engine());
  ASSERT_EQ(::unsetenv("ORT_DISABLE_TELEMETRY"), 0);
}

}  // namespace
}  // namespace mien

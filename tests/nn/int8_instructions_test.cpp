#include "nn/int8_instructions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace mien {
namespace {

TEST(Int8Instructions, AreThoseThatTheSystemLists) {
  std::ifstream file("/proc/cpuinfo");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string known = text.str();
  if (known.empty()) GTEST_SKIP() << "this system has no /proc/cpuinfo";
  const auto lists = [&](const std::string& word) {
    return known.find(" " + word + " ") != std::string::npos ||
           known.find(" " + word + "\n") != std::string::npos;
  };
  EXPECT_EQ(has_int8_instructions(), lists("avx512_vnni") || lists("avx_vnni") || lists("asimddp"));
}

}  // namespace
}  // namespace mien

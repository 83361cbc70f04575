#include "core/load_module.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"

namespace mien {
namespace {

using testing::HasSubstr;

TEST(LoadModule, SaysWhatAnAbsentModuleIsFor) {
  try {
    (void)load_symbol("libmien_absent.so", "mien_absent_1", "do what is tested");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::setup);
    EXPECT_THAT(error.what(), HasSubstr("libmien_absent.so: expected mien's module to do what is "
                                        "tested: "));
  }
}

}  // namespace
}  // namespace mien

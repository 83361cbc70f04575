#include "core/regular_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "core/output_file.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using testing::HasSubstr;

class RegularFile : public testing::Test {
 protected:
  static std::string refusal(const std::filesystem::path& path) {
    try {
      (void)read_regular_text(path, 10, "a recipe", ErrorCode::input);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
      return error.what();
    }
    return "no error";
  }

  [[nodiscard]] std::filesystem::path at(const std::string& name) const {
    return folder_.path() / name;
  }

  TemporaryFolder folder_;
};

TEST_F(RegularFile, IsReadWhole) {
  write_file(at("ten"), "0123456789");
  EXPECT_EQ(read_regular_text(at("ten"), 10, "a recipe", ErrorCode::input), "0123456789");
  EXPECT_EQ(read_regular_file(at("ten"), 10, "a recipe", ErrorCode::input).size(), 10U);
  write_file(at("none"), "");
  EXPECT_EQ(read_regular_text(at("none"), 10, "a recipe", ErrorCode::input), "");
}

TEST_F(RegularFile, IsRefusedIfItIsTooLong) {
  write_file(at("long"), "0123456789a");
  EXPECT_EQ(refusal(at("long")),
            at("long").string() + ": expected a recipe of at most 10 bytes, found 11");
  write_file(at("sparse"), "");
  std::filesystem::resize_file(at("sparse"), std::uintmax_t{200} << 30U);
  EXPECT_THAT(refusal(at("sparse")), HasSubstr("of at most 10 bytes"));
}

TEST_F(RegularFile, OtherKindsAreRefusedWithoutWaiting) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  EXPECT_THAT(refusal(at("pipe")), HasSubstr("expected a recipe, found a pipe"));
  EXPECT_THAT(refusal("/dev/zero"), HasSubstr("found a device"));
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("found a directory"));
  EXPECT_THAT(refusal(at("absent")), HasSubstr("found no file that can be read"));
  EXPECT_THAT(refusal(at(std::string("a\0b", 3))), HasSubstr("zero byte"));
}

}  // namespace
}  // namespace mien

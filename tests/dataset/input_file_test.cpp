#include "dataset/input_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "sets.h"
#include "temporary_folder.h"

namespace mien::dataset {
namespace {

using testing::HasSubstr;

TEST(InputFile, ReadsPieces) {
  const TemporaryFolder folder;
  put_file(folder.path() / "f", "0123456789");
  const InputFile file(folder.path() / "f");
  EXPECT_EQ(file.size(), 10U);
  EXPECT_EQ(text_of(file.read(3, 4)), "3456");
  EXPECT_EQ(text_of(file.read(10, 0)), "");
  const auto error = [&](std::uint64_t offset, std::uint64_t count) {
    return message_of([&] { (void)file.read(offset, count); });
  };
  EXPECT_THAT(error(3, 8), HasSubstr("expected 8 bytes at 3, found the end of the file"));
  EXPECT_THAT(error(~std::uint64_t{0}, 2), HasSubstr("the end of the file"));
  EXPECT_THAT(error(0, ~std::uint64_t{0}), HasSubstr("at most"));
}

TEST(InputFile, DigestsLongFiles) {
  const TemporaryFolder folder;
  // FIPS 180-2, appendix B.3: a million times "a".
  put_file(folder.path() / "f", std::string(1'000'000, 'a'));
  EXPECT_EQ(InputFile(folder.path() / "f").sha256(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(InputFile, SaysWhenATruncatedFileBecameShorter) {
  const TemporaryFolder folder;
  put_file(folder.path() / "f", "0123456789");
  const InputFile file(folder.path() / "f");
  std::filesystem::resize_file(folder.path() / "f", 5);
  EXPECT_THAT(message_of([&] { (void)file.read(0, 10); }), HasSubstr("became shorter"));
}

TEST(InputFile, RefusesWhatIsNoFile) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { const InputFile file(folder.path() / "none"); }),
              HasSubstr("cannot read it: No such file"));
  EXPECT_THAT(message_of([&] { const InputFile file(folder.path()); }),
              HasSubstr("expected a regular file"));
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(message_of([&] { const InputFile file(folder.path() / "pipe"); }),
              HasSubstr("expected a regular file"));
}

}  // namespace
}  // namespace mien::dataset

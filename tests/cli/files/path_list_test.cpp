#include "cli/files/path_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "mien/core/error.h"

namespace mien::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> paths(const std::string& list, bool null = false) {
  std::istringstream stream(list);
  return read_path_list(stream, null);
}

TEST(PathList, HasAPathALine) {
  EXPECT_THAT(paths("a.jpg\nsub/b c.jpg\n"), ElementsAre("a.jpg", "sub/b c.jpg"));
  EXPECT_THAT(paths("a.jpg\nb.jpg"), ElementsAre("a.jpg", "b.jpg"));
  EXPECT_THAT(paths(""), IsEmpty());
}

TEST(PathList, PassesOverBlankLinesAMarkAndCarriageReturns) {
  EXPECT_THAT(paths("\xEF\xBB\xBF"
                    "a.jpg\r\n\r\n  \t\nb.jpg\r\n\n"),
              ElementsAre("a.jpg", "b.jpg"));
  EXPECT_THAT(paths(" a.jpg \n"), ElementsAre(" a.jpg "));
}

TEST(PathList, IsDividedByZeroBytesIfItHasAny) {
  EXPECT_THAT(paths(std::string("a.jpg\0b\nc.jpg\0", 14)), ElementsAre("a.jpg", "b\nc.jpg"));
  EXPECT_THAT(paths(std::string("a.jpg\0b.jpg", 11)), ElementsAre("a.jpg", "b.jpg"));
  EXPECT_THAT(paths(std::string("a.jpg\r\0", 7)), ElementsAre("a.jpg\r"));
  EXPECT_THAT(paths(std::string("\0\0a\0\0", 5)), ElementsAre("a"));
}

TEST(PathList, KeepsLineEndsWhereZeroBytesAreAskedFor) {
  EXPECT_THAT(paths("a\nb.jpg", true), ElementsAre("a\nb.jpg"));
}

TEST(PathList, IsNoUtf16) {
  EXPECT_THROW(paths(std::string("\xFF\xFE"
                                 "a\0\n\0",
                                 6)),
               Error);
  EXPECT_THROW(paths(std::string("\xFE\xFF\0a", 4)), Error);
}

}  // namespace
}  // namespace mien::cli

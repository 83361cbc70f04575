#include "mien/core/left_out.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mien {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(LeftOut, CountsByReasonAndFormatAndNamesTheFirst) {
  LeftOut left_out;
  for (int i = 0; i < 5; ++i) {
    left_out.add(LeftOutReason::format, fmt::format("{}.heic", i), "HEIC");
  }
  left_out.add(LeftOutReason::hidden, ".x");
  left_out.add(LeftOutReason::format, "a.dng", "camera RAW");
  ASSERT_THAT(left_out.groups(), SizeIs(3));
  EXPECT_EQ(left_out.count(), 7U);
  EXPECT_EQ(left_out.groups()[0].format, "HEIC");
  EXPECT_EQ(left_out.groups()[0].count, 5U);
  EXPECT_THAT(left_out.groups()[0].first, ElementsAre("0.heic", "1.heic", "2.heic"));
  EXPECT_EQ(left_out_text(left_out),
            "5 HEIC files (0.heic, 1.heic, 2.heic, ...), 1 camera RAW file (a.dng), "
            "1 hidden file (.x)");
}

TEST(LeftOut, AddsUpWhatSeveralWalksFound) {
  LeftOut first;
  first.add(LeftOutReason::clip, "a.mp4");
  LeftOut two;
  two.add(LeftOutReason::clip, "b.mp4");
  two.add(LeftOutReason::unknown_format, "b.txt");
  first.add(two);
  EXPECT_EQ(first.count(), 3U);
  EXPECT_EQ(left_out_text(first), "1 file of an unknown format (b.txt), 2 clips (a.mp4, b.mp4)");
}

TEST(LeftOut, EscapesControlCharactersInNames) {
  LeftOut left_out;
  left_out.add(LeftOutReason::broken_link, "\x1b[31m\nx");
  EXPECT_EQ(left_out_text(left_out), "1 broken link (\\x1b[31m\\x0ax)");
  EXPECT_EQ(left_out_text({}), "");
}

}  // namespace
}  // namespace mien

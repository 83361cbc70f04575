#include "core/printable.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Printable, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(printable("a\x1b[31mb\n\t\x7f"), "a\\x1b[31mb\\x0a\\x09\\x7f");
  EXPECT_EQ(printable("\u009B31m"), "\\u{9b}31m");
  EXPECT_EQ(printable("\xff\xc3("), "\\xff\\xc3(");
  EXPECT_EQ(printable("\u202Egpj.exe"), "\\u{202e}gpj.exe");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("ünïcödé 休暇 😀 \\"), "ünïcödé 休暇 😀 \\");
}

TEST(Printable, KeepsLineEndsOfTextOfSeveralLinesAlone) {
  EXPECT_EQ(printable_lines("a\nb\r\x1b]0;x\x07\n"), "a\nb\\x0d\\x1b]0;x\\x07\n");
}

TEST(Printable, LeavesWhatIsPrintableAlready) {
  const std::string once = printable("\x1b[31m\u202E\xff");
  EXPECT_EQ(printable(once), once);
}

}  // namespace
}  // namespace mien

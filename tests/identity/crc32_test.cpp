#include "identity/crc32.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mien {
namespace {

std::uint32_t crc_of(std::string_view text) {
  Crc32 crc;
  crc.add(std::as_bytes(std::span(text)));
  return crc.value();
}

TEST(Crc32, GivesPublishedValues) {
  EXPECT_EQ(crc_of(""), 0U);
  EXPECT_EQ(crc_of("a"), 0xE8B7BE43U);
  EXPECT_EQ(crc_of("123456789"), 0xCBF43926U);  // the check value of the algorithm's catalogue
  EXPECT_EQ(crc_of("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

TEST(Crc32, IsTheSameInPieces) {
  const std::string text = "a text that is longer than a few slices of eight bytes each";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Crc32 crc;
    crc.add(std::as_bytes(std::span(text).first(cut)));
    crc.add(std::as_bytes(std::span(text).subspan(cut)));
    EXPECT_EQ(crc.value(), crc_of(text)) << cut;
  }
}

}  // namespace
}  // namespace mien

#include "core/base64.h"

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

namespace mien {
namespace {

std::string encode(std::string_view text) { return base64_encode(std::as_bytes(std::span(text))); }

// RFC 4648, section 10.
TEST(Base64, GivesTheVectorsOfTheStandard) {
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foob"), "Zm9vYg==");
  EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(encode("\xff\xfe\xfb"), "//77");
}

TEST(Base64, DecodesWhatItEncodes) {
  for (const std::string_view text : {"", "a", "ab", "abc", "\xff\x01"}) {
    EXPECT_EQ(base64_decode(encode(text)), text);
  }
}

TEST(Base64, RefusesWhatIsNotBase64) {
  EXPECT_FALSE(base64_decode("U0FNR"));
  EXPECT_FALSE(base64_decode("U0F*"));
}

}  // namespace
}  // namespace mien

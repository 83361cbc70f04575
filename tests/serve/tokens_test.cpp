#include "serve/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "serve/token_digest.h"
#include "temporary_folder.h"

namespace mien::serve {
namespace {

using testing::HasSubstr;
using testing::Not;

class TokensTest : public testing::Test {
 protected:
  [[nodiscard]] Tokens tokens(const std::string& text) const {
    write_file(folder_.path() / "tokens", text);
    return Tokens(folder_.path() / "tokens");
  }

  [[nodiscard]] std::string refusal(const std::string& text) const {
    try {
      static_cast<void>(tokens(text));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_;
};

TEST_F(TokensTest, KnowTheRolesOfTheirTokens) {
  const Tokens known = tokens("# who may ask\n\n" + digest("apple") + " ann\n" + digest("pear") +
                              "  bob   write\n" + digest("plum") + " cy read\n");
  EXPECT_EQ(known.role_of("apple"), Role::read);
  EXPECT_EQ(known.role_of("pear"), Role::write);
  EXPECT_EQ(known.role_of("plum"), Role::read);
  EXPECT_EQ(known.role_of(""), std::nullopt);
  EXPECT_EQ(known.role_of("appl"), std::nullopt);
  EXPECT_EQ(known.role_of(digest("apple")), std::nullopt);
}

TEST_F(TokensTest, RefuseOtherLinesWithoutRepeatingThem) {
  for (const std::string& line :
       {std::string("secret ann"), digest("a"), digest("a") + " ann admin",
        digest("a") + " ann write now", "A" + digest("a").substr(1) + " ann"}) {
    EXPECT_THAT(refusal(digest("b") + " bob\n" + line + "\n"), HasSubstr("line 2: expected"));
    EXPECT_THAT(refusal(line), Not(HasSubstr("secret")));
  }
  EXPECT_THAT(refusal("# nobody\n"), HasSubstr("expected at least one token"));
  EXPECT_THROW(Tokens(folder_.path() / "absent"), Error);
}

}  // namespace
}  // namespace mien::serve

#include "gcn/word_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien::train {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

class ReadWordVectors : public testing::Test {
 protected:
  [[nodiscard]] WordVectors read(std::string_view text,
                                 const std::vector<std::string>& words) const {
    write_file(folder_.path() / "words", text);
    return read_word_vectors(folder_.path() / "words", words);
  }

  void expect_refusal(std::string_view text, const char* message) const {
    EXPECT_THAT(
        [&] {
          (void)read(text, {"happy", "sad"});
        },
        ThrowsMessage<Error>(HasSubstr(message)))
        << text;
  }

  TemporaryFolder folder_;
};

TEST_F(ReadWordVectors, OfGloVeInTheOrderThatIsAskedFor) {
  const WordVectors vectors =
      read("the 1 2 3\nhappy 0.5 -1e-2 3\nsad 4 5 -6\nhappy 9 9 9\n", {"sad", "happy", "sad"});
  EXPECT_EQ(vectors.size, 3);
  EXPECT_THAT(vectors.values, ElementsAre(4, 5, -6, 0.5F, -0.01F, 3, 4, 5, -6));
}

TEST_F(ReadWordVectors, OfWord2vecWithItsFirstLineAndSpacesAtTheEnd) {
  const WordVectors vectors = read("2 2\r\nhappy 1 2 \r\nsad 3 4 \r\n", {"happy", "sad"});
  EXPECT_EQ(vectors.size, 2);
  EXPECT_THAT(vectors.values, ElementsAre(1, 2, 3, 4));
}

TEST_F(ReadWordVectors, OfTheJsonOfWinkEmbeddings) {
  const WordVectors vectors =
      read(R"({"precision":8,"dimensions":2,"words":["happy","sad"],"vectors":{"the":[1,2,3,0],)"
           R"("happy":[0.5,-1,1.118,1],"sad":[7,8,9,2]},"unkVector":[0,0,0,-1]})",
           {"sad", "happy"});
  EXPECT_EQ(vectors.size, 2);
  EXPECT_THAT(vectors.values, ElementsAre(7, 8, 0.5F, -1));
}

TEST_F(ReadWordVectors, SayWhatIsWrong) {
  expect_refusal("happy 1 2\n", "expected a vector of \"sad\", found none");
  expect_refusal("happy 1 2\nsad 1\n", ":2: expected 2 numbers, found 1");
  expect_refusal("happy 1 x\nsad 1 2\n", ":1: expected a number, found \"x\"");
  expect_refusal("happy 1 inf\nsad 1 2\n", ":1: expected a number, found \"inf\"");
  expect_refusal("happy\nsad 1 2\n", ":1: expected a word and its numbers, found a word");
  expect_refusal("happy \nsad 1 2\n", ":1: expected some numbers, found 0");
  expect_refusal("", "expected a vector of \"happy\", found none");
  expect_refusal("{\"dimensions\":2,", "expected JSON");
  expect_refusal(R"({"vectors":{"happy":[1],"sad":[2]}})", "expected \"dimensions\" above 0");
  expect_refusal(R"({"dimensions":3,"vectors":{"happy":[1],"sad":[2]}})",
                 "expected 3 numbers for \"happy\", found 1");
  EXPECT_THAT([&] { (void)read_word_vectors(folder_.path(), std::vector<std::string>{"happy"}); },
              ThrowsMessage<Error>(HasSubstr("expected a file of word vectors")));
}

TEST(RandomWordVectors, DependOnSeedAndWordAlone) {
  const std::vector<std::string> words = {"happy", "sad"};
  const std::vector<std::string> turned = {"sad", "happy"};
  const WordVectors first = random_word_vectors(words, 50, 1);
  const WordVectors other = random_word_vectors(turned, 50, 1);
  ASSERT_EQ(first.values.size(), 100U);
  EXPECT_TRUE(
      std::equal(first.values.begin(), first.values.begin() + 50, other.values.begin() + 50));
  EXPECT_NE(first.values, other.values);
  EXPECT_NE(first.values, random_word_vectors(words, 50, 2).values);
}

}  // namespace
}  // namespace mien::train

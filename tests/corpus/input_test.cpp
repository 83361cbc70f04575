#include "corpus/run/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/corpus_fixture.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

TEST(CorpusInput, LineIsReadAsItWasWritten) {
  for (const Input& input :
       {Input{.file = "a.jpg", .bytes = 12}, Input{.file = "line\nend \"x\".jpg", .bytes = 0},
        Input{.file = "latin-\xE4.jpg", .bytes = 1},
        Input{.file = "t.tar/a.jpg", .archive = "t.tar", .offset = 512, .bytes = 7},
        Input{.file = "a.jpg", .error = "a.jpg: cannot be read"},
        Input{.file = "a.mp4", .bytes = 9, .clip = true}}) {
    const std::string line = input_line(input);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const Input again = parse_input_line(line, "list");
    EXPECT_EQ(again.file, input.file);
    EXPECT_EQ(again.archive, input.archive);
    EXPECT_EQ(again.offset, input.offset);
    EXPECT_EQ(again.bytes, input.bytes);
    EXPECT_EQ(again.error, input.error);
    EXPECT_EQ(again.clip, input.clip);
  }
}

TEST(CorpusInput, OtherLinesAreRefusedByName) {
  for (const char* line :
       {"", "[1]", R"({"file":"a")", "{\"bytes\":1}", R"({"file":"a","bytes":-1})",
        R"({"file":"a","bytes":1,"x":2})", R"({"file_base64":"***","bytes":1})",
        R"({"file":"a","archive":"t.tar","offset":0,"bytes":1,"clip":true})"}) {
    EXPECT_THAT(message_of([&] { (void)parse_input_line(line, "the list"); }),
                testing::StartsWith("the list"))
        << line;
  }
}

TEST_F(CorpusTest, InputIsReadFromItsFileOrArchive) {
  write_file(at("t.tar"), std::string("0123456789"));
  const Input inside{.file = "t.tar/a", .archive = at("t.tar").string(), .offset = 3, .bytes = 4};
  EXPECT_EQ(read_input(inside).size(), 4U);
  EXPECT_EQ(static_cast<char>(read_input(inside).front()), '3');
  EXPECT_EQ(read_input(file("a", 5)).size(), 5U);
  EXPECT_THAT(message_of([&] { (void)read_input({.file = at("none").string()}); }),
              testing::HasSubstr("none"));
}

}  // namespace

}  // namespace mien::corpus

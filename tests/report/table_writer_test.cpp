#include <gtest/gtest.h>

#include <sstream>

#include "core/utf8.h"
#include "mien/report/result_writer.h"
#include "report/display_text.h"
#include "sample_results.h"
#include "temporary_folder.h"

namespace mien {
namespace {

std::string table_of(const std::vector<ImageResult>& results, const TableOptions& options) {
  const TemporaryFolder folder;
  const auto writer = make_table_writer(folder.path() / "out", options);
  for (const ImageResult& result : results) writer->write(result);
  writer->finish();
  return read_text(folder.path() / "out");
}

TEST(TableWriter, AlignsColumns) {
  EXPECT_EQ(table_of({{"photos/two.jpg", 640, 480, "", {full_face(), bare_face()}},
                      {"empty.jpg", 1, 1, "", {}},
                      {"broken.jpg", 0, 0, "broken.jpg: expected a JPEG", {}}},
                     {}),
            "file                         face  age  gender       expression      ethnicity\n"
            "photos/two.jpg                1/2   31  female 98%   happiness 97%   asian 60%\n"
            "                              2/2    -  -            -               -\n"
            "empty.jpg                   no face\n"
            "broken.jpg                  error: expected a JPEG\n");
}

TEST(TableWriter, ShowsAnUnsureAnswerAsSuch) {
  Face face = full_face();
  face.gender->sure_from = 0.99F;
  EXPECT_NE(table_of({{"a.jpg", 640, 480, "", {face}}}, {}).find("unsure 98%"), std::string::npos);
}

TEST(TableWriter, ShowsValenceAndArousalWhereThereIsRoom) {
  const std::vector<ImageResult> results = {{"a.jpg", 9, 9, "", {full_face(), bare_face()}}};
  const std::string wide = table_of(results, {132});
  EXPECT_NE(wide.find("val / aro"), std::string::npos);
  EXPECT_NE(wide.find(" 0.72 / -0.25"), std::string::npos);
  EXPECT_EQ(table_of(results, {80}).find("val / aro"), std::string::npos);
  TableOptions options{.width = 132};
  options.affect = false;
  EXPECT_EQ(table_of(results, options).find("val / aro"), std::string::npos);
}

TEST(TableWriter, NeverExceedsTheWidthNorPrintsControlCharacters) {
  for (const int width : {20, 40, 60, 80, 132, 300}) {
    std::istringstream table(table_of(sample_results(), {width}));
    for (std::string line; std::getline(table, line);) {
      EXPECT_LE(display_width(line), width) << line;
      EXPECT_TRUE(is_utf8(line));
      EXPECT_EQ(printable(line), line);
    }
  }
}

TEST(TableWriter, NeverShortensANumber) {
  Face face = full_face();
  face.box = {12345, 10000, 1000, 12000};
  const std::vector<Face> crowd(114, face);
  for (const int width : {0, 100, 160}) {
    const std::string table = table_of({{"crowd.jpg", 20000, 20000, "", crowd}}, {width});
    EXPECT_NE(table.find(" 10/114 "), std::string::npos) << width;
    EXPECT_NE(table.find("114/114 "), std::string::npos) << width;
    EXPECT_EQ(table.find("\u2026"), std::string::npos) << table;
  }
  EXPECT_NE(table_of({{"a.jpg", 9, 9, "", {face}}}, {0}).find("12345,10000 1000x12000"),
            std::string::npos);
}

TEST(TableWriter, ShortensALabelAndKeepsItsNumber) {
  Face face = full_face();
  face.emotion = Classification{"somewhere between this and that",
                                {{"somewhere between this and that", 0.87F}}};
  const std::string table = table_of({{"a.jpg", 9, 9, "", {face}}}, {100});
  EXPECT_NE(table.find("\u2026"), std::string::npos);
  EXPECT_NE(table.find(" 87%"), std::string::npos) << table;
}

TEST(TableWriter, ShowsMoreOfAWiderTerminal) {
  const auto header = [](int width) {
    std::istringstream table(table_of({}, {width}));
    std::string line;
    std::getline(table, line);
    return line;
  };
  EXPECT_EQ(header(40), "file                 age  expression");
  EXPECT_EQ(header(80).find("score"), std::string::npos);
  EXPECT_NE(header(120).find("score"), std::string::npos);
  EXPECT_NE(header(160).find("box"), std::string::npos);
}

TEST(TableWriter, ShowsOnlyTheColumnsAskedFor) {
  TableOptions options;
  options.gender = options.emotion = options.ethnicity = options.age = options.affect = false;
  const std::string table = table_of({{"a.jpg", 9, 9, "", {bare_face()}}}, options);
  EXPECT_NE(table.find("1,2 3x4"), std::string::npos);
  EXPECT_EQ(table.find("expression"), std::string::npos);
}

TEST(TableWriter, NeverShortensANameWithoutAWidth) {
  const std::string name(300, 'x');
  EXPECT_NE(table_of({{name, 9, 9, "", {}}}, {0}).find(name), std::string::npos);
  EXPECT_EQ(table_of({{name, 9, 9, "", {}}}, {80}).find(name), std::string::npos);
}

TEST(TableWriter, ColoursOnlyWhenAsked) {
  EXPECT_EQ(table_of(sample_results(), {80, false}).find('\x1b'), std::string::npos);
  const std::string table =
      table_of({{"a.jpg", 9, 9, "", {full_face()}}, {"b", 0, 0, "bad", {}}}, {80, true});
  EXPECT_NE(table.find("\x1b[38;2;255;205;64mhappiness 97%"), std::string::npos);
  EXPECT_NE(table.find("\x1b[31merror: bad\x1b[0m"), std::string::npos);
}

}  // namespace
}  // namespace mien

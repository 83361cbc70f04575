#include "paper/protocols/affectnet.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/output_file.h"
#include "dataset/drawn_pictures.h"
#include "mien/media/image_io.h"
#include "paper/protocols/expression_protocol.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien::paper {
namespace {

namespace fs = std::filesystem;
using dataset::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* header =
    "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,"
    "valence,arousal\n";

class AffectNetTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_.path() / name).parent_path());
    write_file(folder_.path() / name, text);
  }

  /// The tiny model takes red for anger, green for neutral, blue for happiness.
  void draw(const std::string& name, int red, int green, int blue) const {
    fs::create_directories((folder_.path() / name).parent_path());
    write_file(folder_.path() / name, encode_png(dataset::plain(16, 16, red, green, blue)));
  }

  /// A text as numpy.save writes it.
  void save(const std::string& name, const std::string& text) const {
    std::string head =
        fmt::format("{{'descr': '<U{}', 'fortran_order': False, 'shape': (), }}", text.size());
    head.resize(117, ' ');
    head += '\n';
    std::string data;
    for (const char c : text) data += std::string(1, c) + std::string(3, '\0');
    write(name, std::string("\x93NUMPY\x01\x00\x76\x00", 10) + head + data);
  }

  void draw_2021(int number, const std::string& expression, int red, int green, int blue) const {
    draw(fmt::format("val_set/images/{}.png", number), red, green, blue);
    save(fmt::format("val_set/annotations/{}_exp.npy", number), expression);
    save(fmt::format("val_set/annotations/{}_val.npy", number), "-0.25");
    save(fmt::format("val_set/annotations/{}_aro.npy", number), "-2");
  }

  [[nodiscard]] AffectNet open(const AffectNetOptions& options = {}) const {
    return open_affectnet(folder_.path(), options);
  }
  [[nodiscard]] std::string message(const AffectNetOptions& options = {}) const {
    return error_of(ErrorCode::input, [&] { static_cast<void>(open(options)); });
  }

  static std::vector<std::string> row(const AffectNet& set, std::size_t record) {
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < set.source->records().columns().size(); ++i) {
      fields.emplace_back(set.source->records().field(record, i));
    }
    return fields;
  }

  TemporaryFolder folder_;
};

TEST_F(AffectNetTest, ReadsTheReleaseOf2017) {
  draw("Manually_Annotated_Images/689/a.png", 255, 0, 0);
  write("validation.csv", std::string(header) +
                              "689/a.png,2,3,8,9,1;2;3;4;5;6;7;8;9;10,6,-0.5,0.75\n"
                              "689/b.png,0,0,10,10,1;2,7,0,0\n"
                              "689/c.png,0,0,10,10,1;2,9,-2,-2\n");
  const AffectNet set = open();
  ASSERT_EQ(set.source->records().size(), 3U);
  EXPECT_THAT(row(set, 0), ElementsAre("689/a.png", "anger", "-0.5", "0.75", "2", "3", "8", "9",
                                       "1.00;2.00;3.00;4.00"));
  EXPECT_EQ(set.source->box(0), (Box{2, 3, 8, 9}));
  EXPECT_EQ(row(set, 1)[1], "contempt");
  EXPECT_THAT(row(set, 2), ElementsAre("689/c.png", "uncertain", "", "", "0", "0", "10", "10", ""));
  EXPECT_FALSE(set.source->read(0).empty());
}

TEST_F(AffectNetTest, ReadsTheReleaseOf2017WithoutNames) {
  draw("689/a.png", 255, 0, 0);
  write("training.csv", "689/a.png,2,3,8,9,1;2;3,1,0.5,0.5\n");
  EXPECT_EQ(row(open({.part = AffectNetPart::train}), 0)[1], "happiness");
}

TEST_F(AffectNetTest, NumbersMeanWhatTheAuthorsSay) {
  draw("a.png", 255, 0, 0);
  std::string csv = header;
  for (int i = 0; i <= 10; ++i) csv += fmt::format("a.png,0,0,9,9,,{},0,0\n", i);
  write("validation.csv", csv);
  const AffectNet set = open();
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= 10; ++i) names.push_back(row(set, i)[1]);
  EXPECT_THAT(names, ElementsAre("neutral", "happiness", "sadness", "surprise", "fear", "disgust",
                                 "anger", "contempt", "none", "uncertain", "non_face"));
}

TEST_F(AffectNetTest, RowsWithoutAUsableBoxAreLeftOutAndCounted) {
  draw("a.png", 255, 0, 0);
  write("training.csv", std::string(header) +
                            "a.png,0,0,9,9,,1,0,0\n"
                            "a.png,0,0,0,9,,1,0,0\n"
                            "a.png,NULL,0,9,9,,1,0,0\n"
                            "a.png,,,,,,1,0,0\n"
                            "a.png,0,0,9,-9,,1,0,0\n"
                            "a.png,inf,0,9,9,,1,0,0\n"
                            "a.png,-1,0,9,9,,2,0,0\n");
  const AffectNet set = open({.part = AffectNetPart::train});
  EXPECT_EQ(set.source->records().size(), 2U);
  EXPECT_EQ(row(set, 1)[1], "sadness");
  EXPECT_EQ(set.left_out.count, 5U);
  EXPECT_THAT(set.left_out.first, HasSubstr("training.csv:3"));
}

TEST_F(AffectNetTest, NamesTheLineThatIsWrong) {
  draw("a.png", 255, 0, 0);
  const auto with = [&](const std::string& lines) {
    write("validation.csv", header + lines);
    return message();
  };
  EXPECT_THAT(with("a.png,0,0,9,9,,11,0,0\n"),
              HasSubstr("validation.csv:2: expected an expression of 0 to 10, found \"11\""));
  EXPECT_THAT(with("a.png,0,0,9,9,,happy,0,0\n"), HasSubstr("found \"happy\""));
  EXPECT_THAT(with("a.png,0,0,9,9,,1,nan,0\n"), HasSubstr("found \"nan\""));
  EXPECT_THAT(with("a.png,0,0,9,9,,1,0,1.5\n"), HasSubstr("expected a number of -1 to 1"));
  EXPECT_THAT(with("../a.png,0,0,9,9,,1,0,0\n"), HasSubstr("validation.csv:2"));
  EXPECT_THAT(with("a.png,0,0,9,9,,1,0\n"), HasSubstr("expected 9 fields, found 8"));
  EXPECT_THAT(with("b.png,0,0,9,9,,1,0,0\n"), HasSubstr("expected its pictures, such as b.png"));
  EXPECT_THAT(with(""), HasSubstr("expected pictures, found none"));
  write("validation.csv", "a,b\n");
  EXPECT_THAT(message(), HasSubstr("expected AffectNet's columns"));
}

TEST_F(AffectNetTest, ReadsTheReleaseOf2021) {
  draw_2021(10, "6", 255, 0, 0);
  draw_2021(2, "0", 0, 255, 0);
  const AffectNet set = open();
  EXPECT_THAT(row(set, 0), ElementsAre("images/10.png", "anger", "-0.25", ""));
  EXPECT_THAT(row(set, 1), ElementsAre("images/2.png", "neutral", "-0.25", ""));
  EXPECT_EQ(open_affectnet(folder_.path() / "val_set").source->records().size(), 2U);
}

TEST_F(AffectNetTest, NamesTheAnnotationThatIsWrong) {
  draw_2021(1, "8x", 255, 0, 0);
  EXPECT_THAT(message(), HasSubstr("1_exp.npy: expected an expression of 0 to 10"));
  write("val_set/annotations/1_exp.npy", "no numpy file");
  EXPECT_THAT(message(), HasSubstr("1_exp.npy: expected a NumPy file"));
  fs::remove(folder_.path() / "val_set/annotations/1_exp.npy");
  EXPECT_THAT(message(), HasSubstr("expected annotations/1_exp.npy for images/1.png"));
  fs::remove_all(folder_.path() / "val_set/images");
  EXPECT_THAT(message(), HasSubstr("images: cannot read this folder: No such file"));
  fs::create_directories(folder_.path() / "val_set/images");
  EXPECT_THAT(message(), HasSubstr("expected pictures N.jpg"));
}

TEST_F(AffectNetTest, AssumesNothingOfFoldersNamedByNumbers) {
  draw("0/a.png", 255, 0, 0);
  draw("1/b.png", 0, 0, 255);
  EXPECT_THAT(message(), HasSubstr("expected expressions by name, found \"0\""));
  EXPECT_THAT(message({.labels = {{"0", "anger"}}}), HasSubstr("found \"1\""));
  const AffectNet set = open({.labels = {{"0", "angry"}, {"1", "happy"}}});
  EXPECT_EQ(set.layout, "a folder for each class");
  EXPECT_EQ(set.labels, (eval::NameMap{{"0", "anger"}, {"1", "happiness"}}));
  EXPECT_THAT(error_of(ErrorCode::usage,
                       [&] {
                         static_cast<void>(open({.labels = {{"0", "x"}, {"1", "happy"}}}));
                       }),
              HasSubstr("\"0\" stands for \"x\""));
}

TEST_F(AffectNetTest, ExplainsTheLayouts) {
  EXPECT_THAT(message(), HasSubstr("val_set/annotations of 2021"));
  EXPECT_THAT(error_of(ErrorCode::input,
                       [&] { static_cast<void>(open_affectnet(folder_.path() / "absent")); }),
              HasSubstr("found nothing"));
}

TEST_F(AffectNetTest, ManifestsHoldTheLabelledPictures) {
  draw_2021(1, "6", 255, 0, 0);
  draw_2021(2, "9", 0, 255, 0);
  EXPECT_EQ(affectnet_manifest(open(), folder_.path()),
            "path,expression,valence,arousal\nval_set/images/1.png,anger,-0.25,\n");
  const TemporaryFolder other;
  EXPECT_THAT(error_of(ErrorCode::usage,
                       [&] { static_cast<void>(affectnet_manifest(open(), other.path())); }),
              HasSubstr("expected a file in"));
}

TEST_F(AffectNetTest, ExpressionsAreScoredWithAndWithoutContempt) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads.front().labels = {"anger", "contempt", "happiness"};
  write_file(folder_.path() / "tiny.onnx", tiny_onnx(4, format_metadata(metadata)));
  draw_2021(1, "6", 255, 0, 0);      // anger, told right
  draw_2021(2, "1", 100, 200, 150);  // happiness, taken for contempt; without it right
  draw_2021(3, "7", 0, 255, 0);      // contempt, told right
  draw_2021(4, "9", 0, 255, 0);      // uncertain
  draw_2021(5, "0", 0, 255, 0);      // neutral, which the model does not know
  const ExpressionEvaluation evaluation =
      evaluate_expressions((folder_.path() / "tiny.onnx").string(), open().source, {});
  EXPECT_EQ(evaluation.records, 5U);
  EXPECT_EQ(evaluation.unlabelled, 1U);
  ASSERT_EQ(evaluation.scores.size(), 2U);
  EXPECT_EQ(evaluation.scores[0].samples, 3U);
  EXPECT_FALSE(evaluation.scores[0].dropped);
  EXPECT_NEAR(evaluation.scores[0].scores[0].value, 2.0 / 3, 1e-12);
  EXPECT_THAT(evaluation.scores[1].labels, ElementsAre("happiness", "anger"));
  EXPECT_TRUE(evaluation.scores[1].dropped);
  EXPECT_EQ(evaluation.scores[1].samples, 2U);
  EXPECT_EQ(evaluation.scores[1].scores[0].value, 1);
  ASSERT_EQ(evaluation.scores[1].left_out.size(), 2U);
  EXPECT_EQ(evaluation.scores[1].left_out[1].name, "contempt");
}

}  // namespace
}  // namespace mien::paper

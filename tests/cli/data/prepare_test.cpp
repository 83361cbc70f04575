#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "cli/analyze_fixture.h"
#include "dataset/source.h"
#include "resources.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using dataset::PictureSource;
using testing::ElementsAre;
using testing::HasSubstr;

/// Sources whose records say where the faces are, so that no detector is needed.
class PrepareTest : public AnalyzeTest {
 protected:
  void write_text(const std::string& name, const std::string& text) const {
    fs::create_directories((folder.path() / name).parent_path());
    write_file(folder.path() / name, text);
  }

  [[nodiscard]] ProgramResult prepare(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "prepare");
    arguments.insert(arguments.end(), {"-o", at("out.tar")});
    return run_program(std::move(arguments));
  }

  [[nodiscard]] std::shared_ptr<const PictureSource> result() const {
    return dataset::open_source(at("out.tar"));
  }

  [[nodiscard]] static std::vector<std::string> fields(const PictureSource& source,
                                                       std::size_t record) {
    std::vector<std::string> texts;
    for (std::size_t column = 0; column < source.records().columns().size(); ++column) {
      texts.emplace_back(source.records().field(record, column));
    }
    return texts;
  }

  /// Forty pictures of 30 x 20 with a box each.
  void write_many() const {
    std::string labels = "path,label,x,y,width,height\n";
    for (int i = 0; i < 40; ++i) {
      const std::string name = std::to_string(i) + ".png";
      write_picture("many/" + name, {i, 0, 0});
      labels += name + ",l" + std::to_string(i % 3) + ",5,5,10,10\n";
    }
    write_text("many/labels.csv", labels);
  }
};

TEST_F(PrepareTest, TurnsFacesByTheLandmarksOfTheirRecords) {
  write_red("set/a.png");
  write_red("set/b.png");
  write_text("set/labels.csv",
             "path,label,x,y,width,height,landmarks\na.png,one,5,4,10,12,7;6;12;8\n"
             "b.png,two,5,4,10,12,7;6;12\n");
  const ProgramResult run = prepare({at("set"), "--align", "eyes", "--max-corrupt", "60"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("expected 68, 5 or 2 points as x;y;x;y;..., found \"7;6;12\""));
  const auto source = result();
  EXPECT_THAT(source->records().columns(),
              ElementsAre("path", "label", "x", "y", "width", "height"));
  ASSERT_EQ(source->records().size(), 1U);
  EXPECT_EQ(decode_image(source->read(0), "crop").size(), (Size{10, 12}));
}

TEST_F(PrepareTest, CutsGivenBoxesAndCarriesTheLabelsThrough) {
  write_red("set/a.png");
  write_blue("set/sub/b, c.png");
  write_text("set/labels.csv",
             "split,path,label,x,y,width,height\ntrain,a.png,\"one, two\",5,4,10,12\n"
             "valid,\"sub/b, c.png\",three,0,0,20,20\n");
  const ProgramResult run = prepare({at("set"), "--size", "10"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("2 crops of 2 records: 2 with a given box"));
  const auto source = result();
  EXPECT_THAT(source->records().columns(),
              ElementsAre("path", "split", "label", "x", "y", "width", "height"));
  ASSERT_EQ(source->records().size(), 2U);
  EXPECT_THAT(fields(*source, 0),
              ElementsAre("a.png", "train", "one, two", "0.00", "0.00", "8.00", "10.00"));
  EXPECT_THAT(fields(*source, 1),
              ElementsAre("sub/b, c.png", "valid", "three", "0.00", "0.00", "10.00", "10.00"));
  EXPECT_EQ(decode_image(source->read(0), "a").size(), (Size{8, 10}));
  EXPECT_EQ(decode_image(source->read(1), "b").row(0)[2], 255);
}

TEST_F(PrepareTest, JoinsSourcesAndNamesEachCropOnce) {
  write_red("one/a.png");
  write_red("one/a.bmp");
  write_blue("two/a.png");
  write_text("one/labels.csv",
             "path,age,x,y,width,height\na.png,30,0,0,9,9\na.png,31,9,9,9,9\na.bmp,32,0,0,9,9\n");
  write_text("two/labels.csv", "path,gender,x,y,width,height\na.png,male,0,0,9,9\n");
  const ProgramResult run = prepare({at("one") + "/", at("two"), "--format", "jpeg"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  const auto source = result();
  ASSERT_EQ(source->records().size(), 4U);
  EXPECT_THAT(fields(*source, 0),
              ElementsAre("one/a.jpg", "30", "", "0.00", "0.00", "9.00", "9.00"));
  EXPECT_EQ(source->records().path(1), "one/a-2.jpg");
  EXPECT_EQ(source->records().path(2), "one/a-3.jpg");
  EXPECT_THAT(fields(*source, 3),
              ElementsAre("two/a.jpg", "", "male", "0.00", "0.00", "9.00", "9.00"));
}

TEST_F(PrepareTest, WritesTheSameBytesWhateverTheThreads) {
  write_many();
  ASSERT_EQ(prepare({at("many"), "--threads", "1"}).exit_code, 0);
  const std::string first = read_text(at("out.tar"));
  EXPECT_EQ(result()->records().size(), 40U);
  ASSERT_EQ(prepare({at("many"), "--threads", "3"}).exit_code, 0);
  EXPECT_EQ(read_text(at("out.tar")), first);
}

TEST_F(PrepareTest, SkipsFewUnreadablePicturesAndNamesThem) {
  write_many();
  write_text("many/7.png", "no picture");
  const ProgramResult strict = prepare({at("many")});
  EXPECT_EQ(strict.exit_code, 1);
  EXPECT_THAT(strict.errors, HasSubstr("expected at most 1 % of 40 pictures to be unreadable"));
  EXPECT_THAT(strict.errors, HasSubstr("labels.csv:9: 7.png"));
  EXPECT_FALSE(fs::exists(at("out.tar")));
  const ProgramResult lenient = prepare({at("many"), "--max-corrupt", "2.5"});
  EXPECT_EQ(lenient.exit_code, 0);
  EXPECT_THAT(lenient.errors, HasSubstr("labels.csv:9: 7.png"));
  EXPECT_THAT(lenient.errors, HasSubstr("39 crops of 40 records"));
  EXPECT_THAT(lenient.errors, HasSubstr("1 unreadable"));
  EXPECT_EQ(result()->records().size(), 39U);
}

TEST_F(PrepareTest, AnInterruptedRunWritesNothing) {
  std::string labels = "path,label,x,y,width,height\n";
  write_picture("slow/a.png", {9, 9, 9}, 2000, 2000);
  for (int i = 0; i < 500; ++i) labels += "a.png,l,0,0,2000,2000\n";
  write_text("slow/labels.csv", labels);
  Program program({"prepare", at("slow"), "-o", at("slow.tar"), "--threads", "1"});
  const auto has_started = [&] {
    return std::ranges::any_of(fs::directory_iterator(folder.path()), [](const auto& entry) {
      return entry.path().filename().string().starts_with(".mien-");
    });
  };
  while (!has_started()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ::kill(program.process(), SIGINT);
  const ProgramResult run = program.wait();
  EXPECT_EQ(run.exit_code, 130) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("interrupted after"));
  EXPECT_FALSE(has_started());
  EXPECT_FALSE(fs::exists(at("slow.tar")));
}

TEST_F(PrepareTest, RefusesBadSourcesAndOptions) {
  write_text("bad.csv", "path,label\nnone.png,x\n");
  const ProgramResult missing = prepare({at("bad.csv")});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.errors, HasSubstr("bad.csv:2: none.png: expected this file"));
  EXPECT_EQ(prepare({at("bad.csv"), "--shape", "round"}).exit_code, 2);
  EXPECT_EQ(prepare({at("bad.csv"), "--margin", "3"}).exit_code, 2);
  EXPECT_EQ(prepare({at("bad.csv"), "--margin-pixels", "20"}).exit_code, 2);
  EXPECT_EQ(prepare({at("bad.csv"), "--margin", "0.1", "--margin-pixels", "20,40"}).exit_code, 2);
  EXPECT_EQ(prepare({}).exit_code, 2);
  EXPECT_FALSE(fs::exists(at("out.tar")));
}

TEST_F(PrepareTest, FindsTheFacesOfPhotos) {
  MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  MIEN_REQUIRE_FILE(test_models() / "rfb.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  fs::create_directories(folder.path() / "photos" / "people");
  fs::create_directories(folder.path() / "photos" / "things");
  fs::copy_file(sample_photo("sample1.jpg"), folder.path() / "photos" / "people" / "1.jpg");
  write_picture("photos/things/red.png", {255, 0, 0}, 100, 50);
  const ProgramResult skip =
      prepare({at("photos"), "--min-face", "60", "--size", "64", "--shape", "square"});
  ASSERT_EQ(skip.exit_code, 0) << skip.errors;
  EXPECT_THAT(
      skip.errors,
      HasSubstr("1 crop of 2 records: 0 with a given box, 1 without a face (skipped), 1 with "
                "several (took the largest), 0 unreadable"));
  EXPECT_EQ(result()->records().path(0), "people/1.png");
  EXPECT_EQ(decode_image(result()->read(0), "crop").size(), (Size{64, 64}));
  ASSERT_TRUE(result()->box(0));
  const ProgramResult whole =
      prepare({at("photos"), "--min-face", "60", "--no-face", "whole", "--several", "skip"});
  ASSERT_EQ(whole.exit_code, 0) << whole.errors;
  ASSERT_EQ(result()->records().size(), 1U);
  EXPECT_THAT(fields(*result(), 0), ElementsAre("things/red.png", "things", "", "", "", ""));
  EXPECT_EQ(decode_image(result()->read(0), "crop").size(), (Size{100, 50}));
}

}  // namespace
}  // namespace mien::cli

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/analyze_fixture.h"
#include "dataset/sources/tar_writer.h"
#include "resources.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class ReproduceTest : public AnalyzeTest {
 protected:
  [[nodiscard]] ProgramResult reproduce(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"reproduce", "-o", at("out")});
    return run_program(std::move(arguments));
  }

  [[nodiscard]] std::string written(const std::string& name) const {
    return read_text(folder.path() / "out" / name);
  }
};

TEST_F(ReproduceTest, WithoutDataSaysWhatToGive) {
  const ProgramResult run = reproduce({});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  for (const char* text :
       {"Table 1", "Table 2", "Table 3", "Table 4", "Table 5", "Table 6", "Table 7", "--lfw FOLDER",
        "--affectnet FOLDER", "--tables 3", "--afew FOLDER", "--vgaf FOLDER", "--utkface FOLDER"}) {
    EXPECT_THAT(run.output, HasSubstr(text));
  }
  EXPECT_EQ(run.errors, "");
  EXPECT_THAT(written("report.html"), HasSubstr("id=\"table-5\""));
  EXPECT_THAT(written("report.md"), HasSubstr("| EfficientNet-B0 | 59.27 | not measured | [1] |"));
  EXPECT_THAT(written("table-4.csv"), HasSubstr("table-4,\"AFEW, 383 validation clips\",Effi"));
  EXPECT_THAT(written("table-4.svg"), HasSubstr("EfficientNet-B0, paper"));
  EXPECT_TRUE(fs::is_empty(folder.path() / "out" / "measurements"));
}

TEST_F(ReproduceTest, OfEmotionGcnWithoutRunsSaysWhatToTrain) {
  const ProgramResult run = reproduce({"--paper", "emotion-gcn"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("66.46"));
  EXPECT_THAT(run.output, HasSubstr("--only gcn-random;"));
  EXPECT_THAT(run.output, Not(HasSubstr("Table 1")));
  EXPECT_THAT(written("report.html"), HasSubstr("Antoniadis"));
  EXPECT_THAT(written("report.html"), Not(HasSubstr("Savchenko")));
  EXPECT_THAT(written("emotion-gcn.csv"), Not(HasSubstr("Emotion-GCN minus")));
}

TEST_F(ReproduceTest, TablesAreOfTheFirstPaper) {
  const ProgramResult run = reproduce({"--paper", "emotion-gcn", "--tables", "3"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("--tables: expected --paper savchenko-2021"));
}

TEST_F(ReproduceTest, TakesSomeTablesAndAFinishedBenchmark) {
  const ProgramResult bench =
      run_program({"bench", "networks", "--networks", "mobilenet-v1,resnet18", "--rounds", "1",
                   "--threads", "1", "--json", at("bench.json")});
  ASSERT_EQ(bench.exit_code, 0) << bench.errors;
  const ProgramResult run = reproduce({"--tables", "3", "--bench", at("bench.json")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, Not(HasSubstr("Table 2")));
  EXPECT_THAT(run.output, HasSubstr("3 passes"));
  EXPECT_THAT(run.output, ContainsRegex("senet50 +128\\.4 +not measured"));
  EXPECT_THAT(run.output,
              ContainsRegex("resnet18 +58\\.7 +[0-9.]+ +1\\.00 +1\\.00 +11\\.7 +11\\.2"));

  write_file(folder.path() / "bench.json", "{}");
  const ProgramResult bad = reproduce({"--tables", "3", "--bench", at("bench.json")});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.errors, HasSubstr("mien bench networks --json"));
}

/// AFEW with a clip of one frame for each class.
class ReproduceClipsTest : public ReproduceTest {
 protected:
  ReproduceClipsTest() {
    for (const char* part : {"Train_AFEW", "Val_AFEW"}) {
      for (const char* name : {"Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise"}) {
        write_red(frame(part, name, "a"));
      }
    }
  }

  static std::string frame(const std::string& part, const std::string& name,
                           const std::string& clip) {
    return "afew/" + part + "/" + name + "/" + clip + "/1.png";
  }
};

TEST_F(ReproduceClipsTest, AModelThatWasNotFetchedIsARow) {
  ::setenv("MIEN_MODELS", at("models").c_str(), 1);
  const ProgramResult run = reproduce({"--tables", "4", "--afew", at("afew")});
  ::unsetenv("MIEN_MODELS");
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("mien models fetch mobilenet-v1-emotion"));
}

/// FER+ of a few pictures with votes, and runs whose networks are the tiny model.
class ReproduceExpressionsTest : public ReproduceTest {
 protected:
  ReproduceExpressionsTest() {
    write_red("red.png");
    write_blue("blue.png");
    const std::string votes = ",0,0,0,0,0,0";
    fs::create_directories(at("data"));
    dataset::TarWriter tar(folder.path() / "data" / "ferplus.tar");
    std::string labels =
        "split,path,neutral,happiness,surprise,sadness,anger,disgust,fear,"
        "contempt,unknown,NF\n";
    int number = 0;
    for (const char* label : {"red", "red", "red", "blue", "blue", "blue"}) {
      const std::string name = "p" + std::to_string(number) + ".png";
      // The third of each is labelled as the other.
      const bool anger = (std::string(label) == "red") != (number % 3 == 2);
      labels += "valid," + name + (anger ? ",0,0,0,0,10,0,0,0,0,0\n" : ",0,10,0,0,0,0,0,0,0,0\n");
      add(tar, name, read_text(at(std::string(label) + ".png")));
      ++number;
    }
    add(tar, "labels.csv", labels);
    tar.commit();
    for (const char* name : {"table-2-head-paper", "table-2-full-paper"}) {
      fs::create_directories(folder.path() / "runs" / name);
      fs::copy(at("tiny.onnx"), folder.path() / "runs" / name / (std::string(name) + ".onnx"));
    }
    ::setenv("MIEN_MODELS", at("models").c_str(), 1);
  }
  ~ReproduceExpressionsTest() override { ::unsetenv("MIEN_MODELS"); }

  static void add(dataset::TarWriter& tar, const std::string& name, const std::string& text) {
    tar.add(name, std::as_bytes(std::span(text)));
  }

  [[nodiscard]] ProgramResult expressions(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--tables", "2", "--data", at("data"), "--runs", at("runs")});
    return reproduce(std::move(more));
  }
};

TEST_F(ReproduceExpressionsTest, ScoresFinishedRunsAndTheirDifference) {
  const ProgramResult run = expressions();
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("66.67 ("));
  EXPECT_THAT(run.output, HasSubstr("6 pictures"));
  EXPECT_THAT(run.output, HasSubstr("0.00 (0.00 to 0.00)"));
  EXPECT_THAT(run.output, HasSubstr("mien train recipes/table-2-full-random.toml"));
  EXPECT_THAT(run.output, HasSubstr("mien models fetch mobilenet-v1-emotion"));
  EXPECT_THAT(run.errors, HasSubstr("Table 2: table-2-head-paper on FER+"));
  EXPECT_THAT(written("report.html"), HasSubstr("6 pictures"));
}

TEST_F(ReproduceExpressionsTest, ASecondRunMeasuresOnlyWhatChanged) {
  const ProgramResult first = expressions();
  ASSERT_EQ(first.exit_code, 0) << first.errors;
  const ProgramResult second = expressions();
  EXPECT_EQ(second.errors, "");
  EXPECT_EQ(second.output, first.output);
  fs::remove(folder.path() / "out/measurements/table-2-ferplus-table-2-head-paper.json");
  EXPECT_THAT(expressions().errors, HasSubstr("Table 2: table-2-head-paper on FER+\n"));
  EXPECT_THAT(expressions({"--seed", "4"}).errors, HasSubstr("table-2-full-paper on FER+\n"));
  EXPECT_THAT(expressions({"--force", "--seed", "4"}).errors,
              HasSubstr("table-2-full-paper on FER+\n"));
}

TEST_F(ReproduceExpressionsTest, FacesOfAffectNetNeedADetector) {
  dataset::TarWriter tar(folder.path() / "data" / "affectnet-va.tar");
  add(tar, "a.png", read_text(at("red.png")));
  add(tar, "labels.csv", "path,split,expression\na.png,valid,anger\n");
  tar.commit();
  const ProgramResult run = expressions();
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("mien models fetch rfb"));
  EXPECT_THAT(run.output, HasSubstr("mien train recipes/table-2-full-random.toml"));
}

TEST_F(ReproduceExpressionsTest, FindsTheFacesOfAffectNet) {
  for (const char* model : {"rfb.onnx", "mtcnn-onet.onnx"}) {
    MIEN_REQUIRE_FILE(test_models() / model);
    fs::create_directories(at("models"));
    fs::copy(test_models() / model, folder.path() / "models" / model);
  }
  MIEN_REQUIRE_FILE(sample_photo("sample2.jpg"));
  dataset::TarWriter tar(folder.path() / "data" / "affectnet-va.tar");
  add(tar, "face.jpg", read_text(sample_photo("sample2.jpg")));
  add(tar, "none.png", read_text(at("red.png")));
  add(tar, "labels.csv", "path,split,expression\nface.jpg,train,anger\nnone.png,valid,happiness\n");
  tar.commit();
  for (const char* ending : {"head-paper", "full-paper"}) {
    const std::string name = std::string("table-2-affectnet-") + ending;
    fs::create_directories(folder.path() / "runs" / name);
    fs::copy(at("tiny.onnx"), folder.path() / "runs" / name / (name + ".onnx"));
  }
  const ProgramResult run = expressions();
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  // Pictures of both splits count, but for those without a face. The tiny model has no contempt.
  const std::string measured = written("table-2.csv");
  EXPECT_THAT(measured, HasSubstr("affectnet-va.tar"));
  EXPECT_THAT(run.output, HasSubstr("1 picture "));
  EXPECT_THAT(run.errors, HasSubstr("Table 2: table-2-affectnet-head-paper on AffectNet"));
  EXPECT_THAT(run.errors, HasSubstr("Table 2: all weights over head only, the paper's weights"));
}

TEST_F(ReproduceExpressionsTest, TrainingNeedsAPlaceAndRecipes) {
  EXPECT_EQ(reproduce({"--tables", "2", "--train"}).exit_code, 2);
  EXPECT_THAT(reproduce({"--tables", "2", "--train", "--runs", at("runs")}).errors,
              HasSubstr("--train: expected --data FOLDER with affectnet-va.tar"));
  const ProgramResult run = expressions({"--train", "--recipes", at("none")});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("none/table-2-head-random.toml"));
}

TEST_F(ReproduceTest, RefusesWhatIsNotThere) {
  const std::vector<std::pair<const char*, const char*>> folders = {
      {"--data", "none"}, {"--afew", "tiny.onnx"}, {"--vgaf", "none"},      {"--runs", "none"},
      {"--lfw", "none"},  {"--utkface", "none"},   {"--affectnet", "none"}, {"--bench", "none"}};
  for (const auto& [option, name] : folders) {
    const ProgramResult run = reproduce({option, at(name)});
    EXPECT_EQ(run.exit_code, 2) << option;
    EXPECT_THAT(run.errors, HasSubstr(std::string(option) + ": expected a"));
  }
  const ProgramResult empty = reproduce({"--data", folder.path().string()});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.errors, HasSubstr("ferplus.tar"));
  fs::create_directories(at("afew"));
  const ProgramResult layout = reproduce({"--tables", "4", "--afew", at("afew")});
  EXPECT_EQ(layout.exit_code, 1);
  EXPECT_THAT(layout.errors, HasSubstr("Train_AFEW"));
  EXPECT_EQ(reproduce({"--tables", "8"}).exit_code, 2);
  write_file(folder.path() / "file", "x");
  EXPECT_EQ(run_program({"reproduce", "-o", at("file")}).exit_code, 3);
}

}  // namespace
}  // namespace mien::cli

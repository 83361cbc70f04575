#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cli/analyze_fixture.h"
#include "mien/learn/npy_file.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Clips of pictures of one colour, whose feature is the mean red, green and blue.
class ClassifyTest : public AnalyzeTest {
 protected:
  /// Clips of angry (red) and happy (blue) people, of three frames that are not quite alike.
  void write_clips(const std::string& set, int clips) const {
    for (int c = 0; c < clips; ++c) {
      for (int f = 0; f < 3; ++f) {
        const std::string frame = "/" + std::to_string(c) + "/" + std::to_string(f) + ".png";
        write_picture(set + "/angry" + frame, {200 + 10 * f, 5 * c, 10});
        write_picture(set + "/happy" + frame, {10, 5 * c, 200 + 10 * f});
      }
    }
  }

  [[nodiscard]] ProgramResult describe(std::vector<std::string> arguments) const {
    const std::vector<std::string> first = {"describe",      "--detector", "none", "--model",
                                            at("tiny.onnx"), "--layer",    "means"};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments));
  }
};

TEST_F(ClassifyTest, DescribesClipsByStatisticsOfTheirFrames) {
  write_red("set/mixed/one/1.png");
  write_blue("set/mixed/one/2.png");
  const ProgramResult run = describe({at("set"), "-o", at("a.npy"), "--no-l2"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  const FeatureMatrix paper = read_npy(at("a.npy"));
  EXPECT_EQ(paper.values, (std::vector<float>{0.5F, 0, 0.5F, 1, 0, 1, 0, 0, 0, 0.5F, 0,
                                              0.5F}));  // mean max min std
  EXPECT_EQ(read_text(at("a.npy.csv")), "row,clip,label,frames,frames_with_face,seconds,note\n0," +
                                            at("set/mixed/one") + ",mixed,2,2,0.040,\n");
  ASSERT_EQ(describe({at("set"), "-o", at("b.npy"), "--order", "code", "-q"}).exit_code, 0);
  const float length = std::sqrt(3.0F);
  const FeatureMatrix code = read_npy(at("b.npy"));
  EXPECT_NEAR(code.values[3], 0.5F / length, 1e-6F);  // std comes second
  EXPECT_NEAR(code.values[9], 1 / length, 1e-6F);     // max comes last
}

TEST_F(ClassifyTest, DescribesWhatHeadsSay) {
  write_blue("set/glad/one/1.png");
  const ProgramResult run =
      run_program({"describe", "--detector", "none", "--model", at("tiny.onnx"), at("set"),
                   "--attributes", "emotion", "--no-l2", "-o", at("a.npy")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("12 numbers each (tiny, answers of emotion, mean, max, min"));
  const auto refused = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"describe", "--detector", "none", "--model", at("tiny.onnx"),
                               at("set"), "-o", at("b.npy")});
    return run_program(std::move(more)).exit_code;
  };
  EXPECT_EQ(refused({"--attributes", "age"}), 2);
  EXPECT_EQ(refused({"--attributes", "emotion", "--layer", "means"}), 2);
  EXPECT_EQ(refused({"--prior", "natural"}), 2);
  EXPECT_EQ(refused({"--attributes", "emotion", "--prior", "natural"}), 2);
}

TEST_F(ClassifyTest, DescribesSequencesOfAManifest) {
  write_red("set/1.png");
  write_blue("set/2.png");
  write_red("set/3.png");
  write_file(at("set/labels.csv"), std::string_view("path,label,subject,sequence,frame\n"
                                                    "2.png,sad,ann,b,9\n3.png,sad,ann,b,10\n"
                                                    "1.png,happy,bob,a,1\n"));
  const ProgramResult run = describe({at("set"), "-o", at("a.npy"), "--no-l2"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(read_text(at("a.npy.csv")),
            "row,clip,label,subject,frames,frames_with_face,seconds,note\n0,a,happy,bob,1,1,0.000,"
            "\n1,b,sad,ann,2,2,0.040,\n");
  EXPECT_THAT(read_npy(at("a.npy")).row(0), ElementsAre(1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0));
  const ProgramResult bad = describe({at("set"), "--clip-column", "clip", "-o", at("b.npy")});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.errors, HasSubstr("expected a column \"clip\" that names the clip"));
  EXPECT_FALSE(fs::exists(at("b.npy")));
}

TEST_F(ClassifyTest, DescribesVideoFiles) {
  const std::string clip = std::string(MIEN_SOURCE_DIR) + "/tests/data/clips/plain.mp4";
  const ProgramResult run = describe({clip, at("absent.mp4"), "-o", at("a.npy")});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.errors, HasSubstr("absent.mp4"));
  const FeatureMatrix matrix = read_npy(at("a.npy"));
  ASSERT_EQ(matrix.rows, 2U);
  double square = 0;
  for (const float value : matrix.row(0)) square += value * value;
  EXPECT_NEAR(square, 1, 1e-5);
  EXPECT_THAT(matrix.row(1), testing::Each(0));
}

TEST_F(ClassifyTest, SaysThatAModelHasNoFeatures) {
  write_red("clip/1.png");
  const ProgramResult run = run_program({"describe", at("clip"), "--detector", "none", "--model",
                                         at("tiny.onnx"), "-o", at("a.npy")});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.errors, HasSubstr("name the tensor of the features; --layer TENSOR names it"));
}

TEST_F(ClassifyTest, FitsValidatesAndPredicts) {
  write_clips("train", 6);
  write_clips("new", 2);
  ASSERT_EQ(describe({at("train"), "-o", at("train.npy"), "-q"}).exit_code, 0);
  ASSERT_EQ(describe({at("new"), "-o", at("new.npy"), "-q"}).exit_code, 0);
  const ProgramResult fit = run_program({"fit", at("train.npy"), "--cost", "0.1,10", "--folds", "3",
                                         "--steps", "scale,l2", "--json", at("fit.json"), "-o",
                                         at("c.mienclf"), "--group-column", "clip"});
  ASSERT_EQ(fit.exit_code, 0) << fit.errors;
  EXPECT_THAT(fit.output, HasSubstr("12 clips of 2 classes; linear-svc, C 0.1"));
  const Json scores = Json::parse(read_text(at("fit.json")));
  EXPECT_EQ(scores["candidates"].size(), 2U);
  EXPECT_EQ(scores["cross_validation"]["scores"][0]["value"], 1);
  EXPECT_EQ(scores["cross_validation"]["confusion"], Json::parse("[[6,0],[0,6]]"));

  const ProgramResult predict =
      run_program({"predict", at("c.mienclf"), at("new.npy"), "--json", at("said.json")});
  ASSERT_EQ(predict.exit_code, 0) << predict.errors;
  EXPECT_THAT(predict.errors, HasSubstr("4 of 4 clips with a label"));
  const Json predictions = Json::parse(read_text(at("said.json")));
  EXPECT_EQ(predictions["classes"], Json::parse(R"(["angry","happy"])"));
  EXPECT_EQ(predictions["clips"][3]["class"], "happy");
  EXPECT_EQ(predictions["evaluation"]["confusion"], Json::parse("[[2,0],[0,2]]"));
  const ProgramResult csv = run_program({"predict", at("c.mienclf"), at("new.npy"), "-q"});
  EXPECT_THAT(csv.output, HasSubstr("row,clip,label,class,probability_angry,probability_happy\n"));
  EXPECT_EQ(csv.errors, "");
}

TEST_F(ClassifyTest, FitsEveryKind) {
  write_clips("train", 4);
  ASSERT_EQ(describe({at("train"), "-o", at("train.npy"), "-q"}).exit_code, 0);
  const std::vector<std::vector<std::string>> kinds = {
      {"rbf-svm", "--gamma", "0.5"},
      {"random-forest", "--trees", "20", "--depth", "3"},
      {"nearest-neighbours", "--neighbours", "1", "--metric", "cosine"}};
  for (const auto& kind : kinds) {
    std::vector<std::string> arguments = {"fit", at("train.npy"), "--folds", "2", "--kind"};
    arguments.insert(arguments.end(), kind.begin(), kind.end());
    const ProgramResult run = run_program(arguments);
    ASSERT_EQ(run.exit_code, 0) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("100.0 %")) << kind.front();
  }
}

TEST_F(ClassifyTest, RefusesWhatDoesNotFit) {
  write_clips("train", 2);
  ASSERT_EQ(describe({at("train"), "-o", at("train.npy"), "-q"}).exit_code, 0);
  const auto errors = [&](std::vector<std::string> arguments) {
    const ProgramResult run = run_program(std::move(arguments));
    EXPECT_NE(run.exit_code, 0);
    return run.errors;
  };
  EXPECT_THAT(errors({"fit", at("train.npy"), "--gamma", "1"}),
              HasSubstr("--gamma: expected with another --kind, found it with linear-svc"));
  EXPECT_THAT(errors({"fit", at("train.npy"), "--label-column", "mood"}),
              HasSubstr("expected a column \"mood\""));
  EXPECT_THAT(errors({"fit", at("train.npy"), "--folds", "0"}), HasSubstr("--output"));
  EXPECT_THAT(errors({"fit", at("tiny.onnx")}), HasSubstr("expected a NumPy file"));
  EXPECT_THAT(errors({"predict", at("tiny.onnx"), at("train.npy")}),
              HasSubstr("expected a classifier that mien fit wrote"));
  write_file(at("short.csv"), std::string_view("label\na\n"));
  EXPECT_THAT(errors({"fit", at("train.npy"), "--index", at("short.csv")}),
              HasSubstr("expected a line for each of the 4 descriptors"));
  EXPECT_THAT(errors({"describe", at("train"), "-o", at("out.txt")}), HasSubstr(".npy"));
}

/// A model whose layer need not be named: a fully connected layer follows its features.
class ClipProtocolTest : public ClassifyTest {
 protected:
  /// Three frames; black is what the networks see as nothing.
  void write_clip(const std::string& name, const std::vector<int>& colour) const {
    for (int f = 0; f < 3; ++f) {
      write_picture(name + "/" + std::to_string(f) + ".png",
                    {colour[0], colour[1], colour[2] + 3 * f});
    }
  }
};

TEST_F(ClipProtocolTest, RunsThePapersExperimentOnAfew) {
  const fs::path model =
      fs::path(MIEN_SOURCE_DIR) / ".deps" / "models" / "mobilenet-v1-emotion.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "absent: " << model;
  const std::vector<std::pair<std::string, std::vector<int>>> classes = {
      {"Angry", {250, 0, 0}},     {"Disgust", {0, 250, 0}},     {"Fear", {0, 0, 200}},
      {"Happy", {250, 250, 0}},   {"Neutral", {120, 120, 120}}, {"Sad", {0, 200, 200}},
      {"Surprise", {250, 0, 200}}};
  for (const auto& [name, colour] : classes) {
    write_clip("afew/Train_AFEW/" + name + "/1", colour);
    write_clip("afew/Train_AFEW/" + name + "/2", colour);
    write_clip("afew/Val_AFEW/" + name + "/3", colour);
  }
  const ProgramResult run =
      run_program({"evaluate", "afew", at("afew"), "--detector", "none", "--model", model.string(),
                   "--json", at("s.json"), "--save", at("saved")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("AFEW: 14 training clips and 7 validation clips, 7 classes"));
  EXPECT_THAT(run.output, HasSubstr("EfficientNet-B0  59.27"));
  const Json json = Json::parse(read_text(at("s.json")));
  ASSERT_EQ(json["runs"].size(), 2U);
  EXPECT_EQ(json["runs"][0]["fitted_on"], 14);
  EXPECT_EQ(json["runs"][0]["all"]["samples"], 7);
  EXPECT_EQ(json["runs"][0]["all"]["scores"][0]["value"], 1);
  EXPECT_TRUE(fs::exists(at("saved/train-mobilenet-v1-emotion.npy")));
  EXPECT_TRUE(fs::exists(at("saved/val-mobilenet-v1-emotion.npy.csv")));
}

TEST_F(ClipProtocolTest, ExplainsTheLayout) {
  fs::create_directories(at("empty"));
  const ProgramResult afew = run_program({"evaluate", "afew", at("empty")});
  EXPECT_EQ(afew.exit_code, 1);
  EXPECT_THAT(afew.errors, HasSubstr("Train_AFEW/CLASS/CLIP.avi"));
  const ProgramResult vgaf = run_program({"evaluate", "vgaf", at("empty")});
  EXPECT_EQ(vgaf.exit_code, 1);
  EXPECT_THAT(vgaf.errors, HasSubstr("Train_labels.txt"));
  const ProgramResult nothing = run_program({"evaluate"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.errors,
              HasSubstr("expected MODEL and DATA, or a protocol (afew, vgaf, clips"));
}

TEST_F(ClipProtocolTest, NeedsADetectorToAlignAndToBlend) {
  const ProgramResult afew =
      run_program({"evaluate", "afew", at("afew"), "--blend", "--detector", "none"});
  EXPECT_EQ(afew.exit_code, 2);
  EXPECT_THAT(afew.errors, HasSubstr("--blend: expected a detector, found --detector none"));
  const ProgramResult vgaf =
      run_program({"evaluate", "vgaf", at("vgaf"), "--align", "--detector", "none"});
  EXPECT_EQ(vgaf.exit_code, 2);
  EXPECT_THAT(vgaf.errors, HasSubstr("--align: expected a detector, found --detector none"));
}

TEST_F(ClipProtocolTest, CountsClipsWithAFaceApart) {
  const fs::path models = fs::path(MIEN_SOURCE_DIR) / ".deps" / "models";
  const fs::path photo = fs::path(MIEN_SOURCE_DIR) / "docs" / "images" / "astronaut.jpg";
  if (!fs::exists(models / "rfb.onnx")) GTEST_SKIP() << "absent: " << models;
  ::setenv("MIEN_MODELS", models.c_str(), 0);
  const auto face = [&](const std::string& clip) {
    fs::create_directories(at(clip));
    fs::copy_file(photo, at(clip + "/1.jpg"));
  };
  face("vgaf/Train/1");
  face("vgaf/Train/2");
  face("vgaf/Train/3");
  face("vgaf/Val/4");
  write_clip("vgaf/Train/5", {9, 9, 9});
  write_clip("vgaf/Val/6", {9, 9, 9});
  write_file(at("vgaf/Train_labels.txt"), std::string_view("Vid_name Label\n1 1\n2 2\n3 3\n5 3\n"));
  write_file(at("vgaf/Val_labels.txt"), std::string_view("4 1\n6 2\n"));
  const ProgramResult run =
      run_program({"evaluate", "vgaf", at("vgaf"), "--detector", "rfb", "--model",
                   (models / "mobilenet-v1-emotion.onnx").string(), "--json", "-"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  const Json json = Json::parse(run.output);
  EXPECT_EQ(json["validation_clips"], 2);
  EXPECT_EQ(json["runs"][0]["fitted_on"], 3);  // the one without a face is left out
  EXPECT_EQ(json["runs"][1]["classifier"], "RBF SVM C=1");
  EXPECT_EQ(json["runs"][1]["all"]["samples"], 2);
  EXPECT_EQ(json["runs"][1]["with_face"]["samples"], 1);
}

/// Clips of four frames in a manifest; the classes are red and blue.
class AdaptiveClipsTest : public ClassifyTest {
 protected:
  void add_clip(const std::string& split, const std::string& label,
                const std::vector<std::vector<int>>& frames) {
    const std::string sequence = std::to_string(clips_++);
    for (std::size_t f = 0; f < frames.size(); ++f) {
      const std::string picture = sequence + "-" + std::to_string(f) + ".png";
      write_picture("set/" + picture, frames[f]);
      rows_ +=
          picture + "," + label + "," + split + "," + sequence + "," + std::to_string(f) + "\n";
    }
  }

  [[nodiscard]] ProgramResult evaluate(std::vector<std::string> arguments) const {
    write_file(at("set/labels.csv"), "path,label,split,sequence,frame\n" + rows_);
    const std::vector<std::string> first = {"evaluate",      "clips",   at("set"),
                                            "--detector",    "none",    "--model",
                                            at("tiny.onnx"), "--layer", "means"};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments));
  }

 private:
  int clips_ = 0;
  std::string rows_;
};

TEST_F(AdaptiveClipsTest, DecidesOnFewFramesWhereTheClassifierIsSure) {
  for (int c = 0; c < 8; ++c) {
    const int off = 40 + 5 * c;
    add_clip("train", "angry", std::vector<std::vector<int>>(4, {220, 0, off}));
    add_clip("train", "happy", std::vector<std::vector<int>>(4, {off, 0, 220}));
  }
  // Purer than all clips that were held out: surer than the surest that the threshold needs.
  const std::vector<int> red = {255, 0, 0};
  const std::vector<int> blue = {0, 0, 255};
  add_clip("valid", "angry", {red, red, red, red});
  add_clip("valid", "happy", {blue, blue, blue, blue});
  add_clip("val", "happy", {{126, 0, 129}, blue, blue, blue});  // the first frame says little
  add_clip("test", "happy", {red, red, red, red});              // of neither part

  const ProgramResult run = evaluate({"--adaptive", "--strides", "4,1", "--json", at("s.json")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("clips: 16 training clips and 3 validation clips, 2 classes"));
  EXPECT_THAT(run.output, HasSubstr("adaptive 4,1"));
  const Json svc = Json::parse(read_text(at("s.json")))["runs"][0];
  EXPECT_EQ(svc["classifier"], "LinearSVC C=1.1");
  EXPECT_EQ(svc["all"]["scores"][0]["value"], 1);
  const Json& adaptive = svc["adaptive"];
  EXPECT_EQ(adaptive["all"]["scores"][0]["value"], 1);
  EXPECT_EQ(adaptive["stages"][0]["settled"], 2);
  EXPECT_EQ(adaptive["stages"][1]["settled"], 1);
  EXPECT_GT(adaptive["stages"][0]["threshold"], 0);
  EXPECT_TRUE(adaptive["stages"][1]["threshold"].is_null());
  EXPECT_EQ(adaptive["frames"], 12);
  EXPECT_EQ(adaptive["frames_used"], 1 + 1 + 4);
  EXPECT_EQ(adaptive["share_used"], 0.5);
  EXPECT_EQ(adaptive["stages"][0]["share_alone"], 0.25);
}

TEST_F(AdaptiveClipsTest, RefusesWhatDoesNotFit) {
  add_clip("train", "angry", {{255, 0, 0}});
  const auto errors = [&](std::vector<std::string> arguments) {
    const ProgramResult run = evaluate(std::move(arguments));
    EXPECT_NE(run.exit_code, 0);
    return run.errors;
  };
  EXPECT_THAT(errors({}), HasSubstr("clips to fit on and clips to score, found 1 and 0"));
  EXPECT_THAT(errors({"--split-column", "part"}), HasSubstr("expected a column \"part\""));
  EXPECT_THAT(errors({"--strides", "4,1"}), HasSubstr("--adaptive"));
  add_clip("train", "happy", {{0, 0, 255}});
  add_clip("valid", "happy", {{0, 0, 255}});
  EXPECT_THAT(errors({"--adaptive", "--strides", "1,4"}), HasSubstr("falling strides"));
  add_clip("valid", "", {{0, 0, 255}});
  EXPECT_THAT(errors({}), HasSubstr("3: expected a label"));
}

TEST_F(AdaptiveClipsTest, TakesFoldersOfClips) {
  write_clips("train", 3);
  write_clips("val", 1);
  const ProgramResult run = run_program({"evaluate", "clips", at("train"), at("val"), "--detector",
                                         "none", "--model", at("tiny.onnx"), "--layer", "means"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("clips: 6 training clips and 2 validation clips, 2 classes"));
  EXPECT_THAT(run.output, Not(HasSubstr("adaptive")));
  EXPECT_THAT(run.output, Not(HasSubstr("The paper")));
}

}  // namespace
}  // namespace mien::cli

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "cli/analyze_fixture.h"
#include "models/graph/join_heads.h"
#include "models/tiny_join.h"
#include "resources.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(AnalyzeTest, PrintsATable) {
  write_red("a.png");
  const ProgramResult result = analyze({at("a.png")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("a.png"));
  EXPECT_THAT(result.output, HasSubstr("anger"));
  EXPECT_THAT(result.errors, StartsWith("1 picture, 1 face, 0 errors"));
  EXPECT_THAT(result.errors, Not(HasSubstr("[#"))) << "a progress bar in a pipe";
}

TEST_F(AnalyzeTest, WritesEveryFormatAtOnce) {
  write_red("set/a.png");
  write_blue("set/b.png");
  const ProgramResult result =
      analyze({at("set"), "--json", at("out.json"), "--jsonl", at("out.jsonl"), "--csv",
               at("out.csv"), "--report", at("out.html"), "--annotate", at("marked"), "--quiet"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(result.output, "");
  EXPECT_EQ(result.errors, "");
  const Json json = Json::parse(read_text(at("out.json")));
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(json[0]["faces"][0]["emotion"]["label"], "anger");
  EXPECT_EQ(json[1]["faces"][0]["emotion"]["label"], "happiness");
  EXPECT_EQ(json[1]["width"], 30);
  EXPECT_EQ(json[1]["error"], nullptr);
  EXPECT_EQ(json[1]["faces"][0]["box"], Json::array({0, 0, 30, 20}));
  EXPECT_EQ(rows(read_text(at("out.jsonl"))), (std::vector<Json>{json[0], json[1]}));
  EXPECT_THAT(read_text(at("out.csv")), StartsWith("file,width,height,error,face,"));
  EXPECT_THAT(read_text(at("out.html")), HasSubstr("data:image/jpeg;base64,"));
  EXPECT_EQ(read_image(at("marked/a.png")).size(), (Size{30, 20}));
  EXPECT_TRUE(fs::exists(at("marked/b.png")));
}

TEST_F(AnalyzeTest, KeepsTheOrderOfTheInputsWhateverTheThreads) {
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i) {
    names.push_back(at("p" + std::to_string(59 - i) + ".png"));
    write_picture("p" + std::to_string(i) + ".png", {i, 0, 255 - i}, 10 + 7 * (i % 5), 20);
  }
  std::string first;
  for (const std::string threads : {"1", "2", "4"}) {
    std::vector<std::string> arguments = names;
    arguments.insert(arguments.end(), {"--jsonl", "-", "--threads", threads});
    const ProgramResult result = analyze(arguments);
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    const std::vector<Json> lines = rows(result.output);
    ASSERT_EQ(lines.size(), names.size());
    for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(lines[i]["file"], names[i]);
    if (first.empty()) first = result.output;
    EXPECT_EQ(result.output, first) << threads;
  }
}

TEST_F(AnalyzeTest, ReadsAListFromStandardInput) {
  write_red("a b.png");
  write_blue("c.png");
  const ProgramResult result = analyze({"-", "--jsonl", "-"}, at("c.png") + "\n" + at("a b.png"));
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  ASSERT_EQ(rows(result.output).size(), 2U);
  EXPECT_EQ(rows(result.output)[1]["file"], at("a b.png"));
}

TEST_F(AnalyzeTest, WritesEmbeddings) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].attribute = "identity";
  metadata.heads[0].kind = HeadKind::identity;
  metadata.heads[0].activation = Activation::none;
  metadata.heads[0].labels.clear();
  write_file(at("identity.onnx"), tiny_onnx(4, format_metadata(metadata)));
  write_red("a.png");
  write_blue("b.png");
  const ProgramResult result = analyze({at("a.png"), at("b.png"), "--model", at("identity.onnx"),
                                        "--embeddings", at("faces.npy"), "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const std::string npy = read_text(at("faces.npy"));
  EXPECT_THAT(npy, HasSubstr("'shape': (2, 3)"));
  ASSERT_GT(npy.size(), 24U);
  std::array<float, 6> values{};
  std::memcpy(values.data(), npy.data() + npy.size() - sizeof(values), sizeof(values));
  EXPECT_EQ(values, (std::array<float, 6>{1, 0, 0, 0, 0, 1}));
  EXPECT_THAT(read_text(at("faces.npy.csv")), HasSubstr("1," + at("b.png") + ",0"));
}

TEST_F(AnalyzeTest, AnInterruptLeavesTheFinishedRowsValid) {
  std::string list;
  for (int i = 0; i < 400; ++i) {
    const std::string name = "p" + std::to_string(i) + ".png";
    write_picture(name, {i % 256, 0, 0}, 400, 300);
    list += at(name) + "\n";
  }
  Program program({"analyze", "--detector", "none", "--model", at("tiny.onnx"), "--jsonl", "-",
                   "--json", at("out.json"), "--threads", "2", "-"},
                  list);
  while (program.output_so_far().find('\n') == std::string::npos) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(program.process(), SIGINT);
  const ProgramResult result = program.wait();
  if (result.exit_code == 0) GTEST_SKIP() << "the run ended before the signal came";
  EXPECT_EQ(result.exit_code, 130);
  const std::vector<Json> lines = rows(result.output);
  const Json json = Json::parse(read_text(at("out.json")));
  EXPECT_EQ(json.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i]["file"], at("p" + std::to_string(i) + ".png"));
  }
  EXPECT_THAT(result.errors, HasSubstr("interrupted after"));
}

TEST_F(AnalyzeTest, LaterModelsAnswerForTheSameAttribute) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].labels = {"fear", "neutral", "happiness"};
  write_file(at("second.onnx"), tiny_onnx(4, format_metadata(metadata)));
  write_red("a.png");
  const ProgramResult result = analyze({at("a.png"), "--model", at("second.onnx"), "--jsonl", "-"});
  EXPECT_EQ(rows(result.output).at(0)["faces"][0]["emotion"]["label"], "fear");
}

TEST_F(AnalyzeTest, WritesEthnicityInEveryFormat) {
  const models::Bytes base = models::tiny_base();
  const models::Bytes heads = models::tiny_heads();
  write_file(at("joined.onnx"),
             models::join_heads({.name = "joined", .base = base, .heads = heads}));
  write_blue("a.png");
  const ProgramResult result =
      run_program({"analyze", "--detector", "none", "--model", at("joined.onnx"), at("a.png"),
                   "--json", at("out.json"), "--csv", at("out.csv"), "--report", at("out.html"),
                   "--annotate", at("marked")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  // Blue is asian with a logit of 4, the four others have 0: e^4 / (e^4 + 4).
  EXPECT_THAT(result.output, HasSubstr("asian 93%"));
  const Json json = Json::parse(read_text(at("out.json")));
  const Json face = json[0]["faces"][0];
  EXPECT_EQ(face["ethnicity"]["label"], "asian");
  EXPECT_NEAR(face["ethnicity"]["probabilities"]["asian"].get<double>(), 0.9317, 1e-4);
  EXPECT_EQ(face["ethnicity"]["probabilities"].size(), 5U);
  EXPECT_EQ(face["emotion"]["label"], "happiness");
  EXPECT_THAT(read_text(at("out.csv")), HasSubstr(",asian,0.0171,0.0171,0.9317,0.0171,0.0171,"));
  EXPECT_THAT(read_text(at("out.html")), HasSubstr("Apparent ethnicity"));
  EXPECT_TRUE(fs::exists(at("marked/a.png")));
}

TEST_F(AnalyzeTest, WritesNothingOfWhatIsLeftOut) {
  const models::Bytes base = models::tiny_base();
  const models::Bytes heads = models::tiny_heads();
  write_file(at("joined.onnx"),
             models::join_heads({.name = "joined", .base = base, .heads = heads}));
  write_blue("a.png");
  const std::vector<std::string> arguments = {
      "analyze",   "--detector",   "none",         "--model", at("joined.onnx"),
      at("a.png"), "--json",       at("out.json"), "--csv",   at("out.csv"),
      "--report",  at("out.html"), "--attributes"};
  std::vector<std::string> some = arguments;
  some.emplace_back("emotion");
  const ProgramResult result = run_program(some);
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(Json::parse(read_text(at("out.json")))[0]["faces"][0].count("ethnicity"), 0U);
  for (const std::string& text :
       {result.output, read_text(at("out.csv")), read_text(at("out.html"))}) {
    EXPECT_THAT(text, HasSubstr("happiness"));
    EXPECT_THAT(text, Not(HasSubstr("asian 93")));
    EXPECT_THAT(text, Not(HasSubstr(",asian,")));
    EXPECT_THAT(text, Not(HasSubstr("Apparent ethnicity")));
  }
  std::vector<std::string> bad = arguments;
  bad.emplace_back("affect");
  EXPECT_EQ(run_program(bad).exit_code, 2);
  EXPECT_THAT(run_program(bad).errors, HasSubstr("expected some that the models give"));
  some.insert(some.end(), {"--embeddings", at("faces.npy")});
  EXPECT_THAT(run_program(some).errors, HasSubstr("expected identity among --attributes"));
}

TEST_F(AnalyzeTest, BlursFacesInAllPicturesThatItWrites) {
  Image stripes(60, 40);
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 180; ++x) {
      stripes.mutable_row(y)[x] = static_cast<std::uint8_t>(x / 3 % 2 * 255);
    }
  }
  write_file(at("a.png"), encode_png(stripes));
  const ProgramResult result =
      analyze({at("a.png"), "--blur", "all", "--annotate", at("marked"), "--report", at("r.html")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Image marked = read_image(at("marked/a.png"));
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 177; ++x) {
      ASSERT_LT(std::abs(marked.row(y)[x] - marked.row(y)[x + 3]), 60);
    }
  }
  EXPECT_THAT(result.output, HasSubstr("expression"));
  EXPECT_EQ(analyze({at("a.png"), "--blur", "all"}).exit_code, 2);
  EXPECT_EQ(analyze({at("a.png"), "--blur", "unknown", "--annotate", at("m")}).exit_code, 2);
  EXPECT_EQ(analyze({at("a.png"), "--blur", "all", "--annotate", at("m"), "--detect-every", "3"})
                .exit_code,
            2);
}

TEST_F(AnalyzeTest, SaysInItsHelpWhatIsRead) {
  const ProgramResult help = run_program({"analyze", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, HasSubstr("age, gender, expression and ethnicity"));
  EXPECT_THAT(help.output, HasSubstr("--attributes"));
}

TEST_F(AnalyzeTest, LeavesContemptOutIfAskedTo) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].labels = {"contempt", "neutral", "happiness"};
  metadata.heads[0].activation = Activation::softmax;
  write_file(at("scorn.onnx"), tiny_onnx(4, format_metadata(metadata)));
  write_picture("a.png", {255, 0, 255});
  const auto emotion = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {at("a.png"), "--model", at("scorn.onnx"), "--jsonl", "-"});
    return rows(analyze(more).output).at(0)["faces"][0]["emotion"];
  };
  EXPECT_EQ(emotion({})["label"], "contempt");
  const Json seven = emotion({"--no-contempt"});
  EXPECT_EQ(seven["label"], "happiness");
  EXPECT_FALSE(seven["probabilities"].contains("contempt"));
  // Logits 0 and 1: e / (1 + e).
  EXPECT_NEAR(seven["probabilities"]["happiness"].get<double>(), 0.7311, 1e-4);
  EXPECT_NEAR(seven["probabilities"]["neutral"].get<double>(), 0.2689, 1e-4);
}

TEST(AnalyzeSamples, FindsPeopleOnTheSamplePhotos) {
  const fs::path sample = sample_photo("sample1.jpg");
  MIEN_REQUIRE_FILE(sample);
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-face-tuned.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  const ProgramResult result =
      run_program({"analyze", sample.string(), "--jsonl", "-", "--min-face", "40"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Json row = Json::parse(result.output);
  EXPECT_EQ(row["width"], 1920);
  ASSERT_EQ(row["faces"].size(), 3U);
  for (const Json& face : row["faces"]) {
    EXPECT_GT(face["age"], 10);
    EXPECT_LT(face["age"], 60);
    EXPECT_TRUE(face["gender"]["probabilities"].contains("male"));
    EXPECT_EQ(face["emotion"]["probabilities"].size(), 8U);
    EXPECT_EQ(face["landmarks"].size(), 5U);
    EXPECT_TRUE(face["pose"].contains("yaw"));
    EXPECT_FALSE(face.contains("quality"));
  }
}

TEST(AnalyzeSamples, GivesFeaturesAndQualityWhereTheyAreAskedFor) {
  const fs::path sample = sample_photo("sample1.jpg");
  MIEN_REQUIRE_FILE(sample);
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  MIEN_REQUIRE_FILE(test_models() / "mtcnn-pnet.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  const TemporaryFolder folder;
  const fs::path npy = folder.path() / "faces.npy";
  const ProgramResult with = run_program({"analyze", sample.string(), "--jsonl", "-", "--min-face",
                                          "40", "--embeddings", npy.string()});
  ASSERT_EQ(with.exit_code, 0) << with.errors;
  const Json result = Json::parse(with.output);
  for (const Json& face : result["faces"]) EXPECT_GT(face["quality"], 1);
  EXPECT_THAT(read_text(npy), HasSubstr("(3, 512)"));
  const ProgramResult gated =
      run_program({"analyze", sample.string(), "--jsonl", "-", "--min-quality", "100"});
  EXPECT_EQ(Json::parse(gated.output)["faces"].size(), 0U);
  const ProgramResult mtcnn =
      run_program({"analyze", sample.string(), "--jsonl", "-", "--min-face", "40", "--detector",
                   "mtcnn", "--detector-thresholds", "0.6,0.7,0.9"});
  EXPECT_EQ(Json::parse(mtcnn.output)["faces"].size(), 3U);
}

}  // namespace
}  // namespace mien::cli

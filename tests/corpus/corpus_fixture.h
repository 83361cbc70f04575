#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/output_file.h"
#include "corpus/run/plan.h"
#include "corpus/run/work.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien::corpus {

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// A run over small files that are no pictures, read by a stub: a photo has as many faces as bytes,
/// and a clip as many frames.
class CorpusTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path at(const std::string& name) const {
    return folder.path() / name;
  }

  /// Makes a file, and returns it as an input.
  [[nodiscard]] Input file(const std::string& name, std::size_t bytes) const {
    write_file(at(name), std::string(bytes, 'x'));
    return {.file = at(name).string(), .bytes = bytes};
  }

  [[nodiscard]] Input clip(const std::string& name, std::size_t frames) const {
    Input input = file(name, frames);
    input.clip = true;
    return input;
  }

  [[nodiscard]] Plan plan_of(const std::vector<Input>& inputs, std::size_t shards) const {
    Plan plan;
    plan.version = "1.2.3";
    plan.folder = folder.path().string();
    return write_plan(run, plan, inputs, shards);
  }

  /// As many faces as bytes, at places that tell them apart.
  static ImageResult stub(const Input& input, std::span<const std::byte> bytes) {
    ImageResult result;
    result.file = input.file;
    result.width = 100;
    result.height = 50;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      Face face;
      face.box = {static_cast<float>(i), 0, 10, 10};
      face.score = 0.5F;
      face.identity = {0.1F, static_cast<float>(i)};
      result.faces.push_back(face);
    }
    return result;
  }

  /// Frame i of the stub's clips has i modulo 3 faces.
  static FrameFaces stub_frame(int i) {
    FrameFaces frame{.index = i, .seconds = 0.04 * i, .faces = {}};
    for (int face = 0; face < i % 3; ++face) {
      TrackedFace tracked{.track = face + 1, .detected = i % 2 == 0, .face = {}};
      tracked.face.box = {static_cast<float>(i), static_cast<float>(face), 10, 10};
      tracked.face.score = 0.5F;
      tracked.face.identity = {0.1F, static_cast<float>(face)};
      frame.faces.push_back(tracked);
    }
    return frame;
  }

  /// Two people, of whom one shows two expressions. A clip whose name begins with "cut" is damaged.
  static ClipAnswer stub_clip(const Input& input, const OnFrame& on_frame) {
    const int frames = static_cast<int>(text_of(input.file).size());
    if (frames == 0) throw Error(ErrorCode::input, input.file + ": expected a clip, found none");
    ClipAnswer answer;
    answer.size = {100, 50};
    ClipSummary& clip = answer.summary;
    clip.clip = input.file;
    for (int i = 0; i < frames && on_frame(stub_frame(i)); ++i) clip.frames = i + 1;
    clip.seconds = 0.04 * frames;
    if (std::filesystem::path(input.file).filename().string().starts_with("cut")) {
      clip.damage = "cut short, \"there\"";
    }
    for (const int track : {1, 2}) {
      TrackSummary person;
      person.track = track;
      person.age = 20.0F * static_cast<float>(track);
      person.emotion = Classification{"neutral", {{"neutral", 1.0F}}};
      person.dominant = "neutral";
      person.segments = {{0, 0.5, 0.5, "neutral", 0.75F}};
      if (track == 1) person.segments.push_back({0.5, 1, 0.5, "anger", 0.5F});
      clip.tracks.push_back(person);
    }
    return answer;
  }

  [[nodiscard]] static MakeReaders stub_maker() {
    return [] { return Readers{stub, stub_clip}; };
  }

  void work_on_all(const Plan& plan) const {
    for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
      ASSERT_EQ(work_on_shard(run, plan, shard, stub_maker()), 0);
    }
  }

  TemporaryFolder folder;
  RunFolder run{folder.path() / "run"};
};

/// What an Error says; empty if nothing is thrown.
template <typename Step>
std::string message_of(const Step& step) {
  try {
    step();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace mien::corpus

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

/// A run over small files that are no pictures, read by a stub: a file has as many faces as bytes.
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

  [[nodiscard]] static MakeAnalyse stub_maker() {
    return [] { return Analyse(stub); };
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

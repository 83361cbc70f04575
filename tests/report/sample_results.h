#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/face.h"

namespace mien {

/// The bytes of a file as text.
inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline Classification classification(std::span<const std::string_view> labels,
                                     std::vector<float> probabilities) {
  Classification result;
  float most = -1;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    result.probabilities.push_back({std::string(labels[i]), probabilities[i]});
    if (probabilities[i] > most) result.label = labels[i];
    most = std::max(most, probabilities[i]);
  }
  return result;
}

/// A face with every attribute.
inline Face full_face(Box box = {10.04F, 20.06F, 30, 40}) {
  Face face;
  face.box = box;
  face.score = 0.98768F;
  face.landmarks = Landmarks{Point{15, 30}, {30, 30}, {22.25F, 40}, {16, 50}, {29, 50}};
  face.age = 31.26F;
  face.age_interval = AgeInterval{.low = 24.04F, .high = 38.5F};
  face.gender = classification(gender_labels, {0.02F, 0.98F});
  face.emotion = classification(emotion_labels, {0.01F, 0.97F, 0.02F, 0, 0, 0, 0, 0});
  face.ethnicity = classification(ethnicity_labels, {0.1F, 0.2F, 0.6F, 0.1F, 0});
  face.affect = Affect{.valence = 0.72344F, .arousal = -0.25F};
  face.pose = Pose{-12.34F, 4.04F, 0.46F};
  face.quality = 3.456F;
  face.identity = {0.6F, 0.8F};
  return face;
}

/// A face that only a detector saw.
inline Face bare_face() {
  Face face;
  face.box = {1, 2, 3, 4};
  face.score = 0.5F;
  return face;
}

/// 40 faces at random places, each with every attribute.
inline ImageResult crowd(int width = 1280, int height = 720, unsigned seed = 1) {
  ImageResult result{"crowd.jpg", width, height, "", {}};
  std::mt19937 random(seed);
  const auto below = [&](int most) { return static_cast<float>(random() % unsigned(most)); };
  for (int i = 0; i < 40; ++i) {
    result.faces.push_back(
        full_face({below(width), below(height), 20 + below(60), 25 + below(70)}));
  }
  return result;
}

/// Inputs of every kind: with faces, without, with an error, with names that want escaping and
/// numbers that are none.
inline std::vector<ImageResult> sample_results() {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<ImageResult> results;
  results.push_back({"photos/two.jpg", 640, 480, "", {full_face(), bare_face()}});
  results.push_back({"photos/empty.jpg", 640, 480, "", {}});
  results.push_back({"photos/broken.jpg", 0, 0, "photos/broken.jpg: expected a JPEG", {}});
  results.push_back(crowd());
  for (const char* name : {"<script>alert(1)</script>.jpg", "a\"b'c&d,e;f.jpg", "line\nbreak\r.jpg",
                           "=1+1.jpg", "-", "-x.jpg", "not utf-8 \xff\xc3(.jpg", "\x1b[31mred.jpg",
                           "ünïcödé 休暇 😀.jpg", "\u202Egpj.exe", ""}) {
    results.push_back({name, 8, 8, "", {full_face()}});
    results.push_back({name, 0, 0, std::string(name) + ": <b>cannot</b> read\xfe", {}});
  }
  results.push_back({std::string("nul\0.jpg", 8), 8, 8, "", {}});
  Face odd = full_face({nan, infinity, -infinity, 1e30F});
  odd.score = nan;
  odd.age = infinity;
  odd.landmarks->front() = {nan, -1e30F};
  odd.emotion->probabilities.front().probability = nan;
  odd.gender->probabilities.clear();
  odd.affect->valence = nan;
  results.push_back({"odd.jpg", 8, 8, "", {odd}});
  return results;
}

}  // namespace mien

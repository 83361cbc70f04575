#pragma once

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/output_file.h"
#include "core/random.h"
#include "mien/core/error.h"
#include "mien/core/image.h"
#include "mien/media/image_io.h"
#include "temporary_folder.h"
#include "train/recipe/recipe_file.h"

namespace mien::train {

/// A picture of one of three classes: its colour and the place of a bright bar tell which.
inline Image drawn_picture(std::size_t label, std::uint64_t number) {
  constexpr std::array<std::array<int, 3>, 3> colours = {
      {{180, 60, 60}, {60, 170, 60}, {60, 70, 190}}};
  Random random{label, number};
  Image image(32, 32);
  for (int y = 0; y < 32; ++y) {
    const bool bar = y / 8 == static_cast<int>(label);
    for (int x = 0; x < 32; ++x) {
      for (std::size_t i = 0; i < 3; ++i) {
        const double noise = random.uniform(-30, 30);
        image.mutable_row(y)[3 * x + static_cast<int>(i)] =
            static_cast<std::uint8_t>(colours[label][i] + noise + (bar ? 30 : 0));
      }
    }
  }
  return image;
}

/// A folder with generated pictures: "faces" with a labels.csv of the columns path, split (train
/// or valid), emotion, gender, age, person, valence and arousal. All labels follow from the
/// emotion; the first picture of each lacks the last two.
class TinyRun {
 public:
  static constexpr std::array<std::string_view, 3> labels = {"neutral", "happiness", "anger"};

  static constexpr std::array<const char*, 3> affects = {",0,-0.25", ",0.75,0.25", ",-0.5,0.75"};

  /// @param train pictures of each class to train on
  /// @param valid and to validate with
  explicit TinyRun(std::size_t train = 16, std::size_t valid = 8) {
    std::filesystem::create_directories(faces());
    std::string csv = "path,split,emotion,gender,age,person,valence,arousal\n";
    for (std::size_t i = 0; i < train + valid; ++i) {
      for (std::size_t label = 0; label < labels.size(); ++label) {
        const std::string name = std::string(labels[label]) + std::to_string(i) + ".png";
        write_file(faces() / name, encode_png(drawn_picture(label, i)));
        csv += name + (i < train ? ",train," : ",valid,") + std::string(labels[label]) +
               (label == 0 ? ",male," : ",female,") + std::to_string(20 + 20 * label) + ",p" +
               std::to_string(label) + (i == 0 ? ",," : affects[label]) + "\n";
      }
    }
    write_file(faces() / "labels.csv", csv);
  }

  [[nodiscard]] std::filesystem::path faces() const { return folder_.path() / "faces"; }
  [[nodiscard]] std::filesystem::path at(std::string_view name) const {
    return folder_.path() / name;
  }

  /// A recipe for these pictures with these stages.
  /// @param more keys of the top level, before all tables
  [[nodiscard]] static std::string recipe_text(std::string_view stages,
                                               std::string_view more = "") {
    std::string text = R"(name = "tiny"
task = "emotion"
licence = "CC0-1.0"
data_terms = "generated"
seed = 3
checkpoint_minutes = 1000
max_corrupt_share = 0.05
)";
    text += more;
    text += R"([network]
architecture = "mobilenet-v1"
dropout = 0.1
momentum = 0.3
[input]
size = 32
mean = [127.5, 127.5, 127.5]
scale = [0.0078, 0.0078, 0.0078]
[[heads]]
attribute = "emotion"
kind = "classes"
labels = ["neutral", "happiness", "anger"]
[[data]]
path = "faces"
use = "train"
split = { value = "train" }
[[data.labels]]
attribute = "emotion"
names = { column = "emotion" }
[[data]]
path = "faces"
use = "validate"
split = { value = "valid" }
[[data.labels]]
attribute = "emotion"
names = { column = "emotion" }
[augment.geometry]
flip = 0.5
shift = 0.05
)";
    return text + std::string(stages);
  }

  /// The recipe as read from this folder.
  [[nodiscard]] Recipe recipe(const std::string& text) const {
    write_file(at("recipe.toml"), text);
    return read_recipe(at("recipe.toml"));
  }

 private:
  TemporaryFolder folder_;
};

/// One stage that trains everything.
inline constexpr std::string_view one_stage = R"([[stages]]
name = "all"
train = "all"
epochs = 2
batch = 16
learning_rate = 2e-3
head_learning_rate = 5e-3
gradient_clip = 5
warm_up_steps = 3
)";

/// What an Error of this code says.
template <typename Call>
std::string error_of(ErrorCode code, const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "expected an Error";
  return "";
}

}  // namespace mien::train

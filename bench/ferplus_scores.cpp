// Expressions of a model on the validation pictures of FER+: the whole 48x48 picture is the input.
// A single vote counts as none; scored are the pictures whose first class has more than half of the
// remaining votes and is one that the model knows.

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "face/face_reader.h"
#include "labelled_pictures.h"
#include "mien/core/labels.h"
#include "mien/media/image_io.h"
#include "pipeline/model_loading.h"

namespace mien::bench {
namespace {

const std::vector<std::string> columns = {"neutral", "happiness", "surprise", "sadness", "anger",
                                          "disgust", "fear",      "contempt", "unknown", "NF"};

/// The class with more than half of the votes that are left when single votes are dropped.
std::optional<std::string> majority(const Labels& labels) {
  int sum = 0;
  int most = 0;
  std::string best;
  for (const std::string& column : columns) {
    const int votes = std::stoi(labels.at(column));
    if (votes < 2) continue;
    sum += votes;
    if (votes > most) {
      most = votes;
      best = column;
    }
  }
  if (2 * most <= sum || best == "unknown" || best == "NF") return std::nullopt;
  return best;
}

struct Count {
  int right = 0;
  int all = 0;
};

int run(const std::filesystem::path& tar, const std::string& model) {
  const FaceReader reader(load_network(model, {.threads = 2}), {});
  std::map<std::string, Count> counts;
  std::vector<std::string> needed = columns;
  needed.emplace_back("split");
  for_each_labelled_picture(
      tar, needed,
      [&](const std::string& path, const std::vector<std::byte>& file, const Labels& labels) {
        const std::optional<std::string> label = majority(labels);
        if (labels.at("split") != "valid" || !label) return;
        const Image picture = decode_image(file, path);
        Detection whole;
        whole.box = {0, 0, static_cast<float>(picture.width()),
                     static_cast<float>(picture.height())};
        const std::vector<FaceInPicture> faces = {{&picture, whole}};
        const std::optional<Classification> emotion = reader.read(faces).front().emotion;
        const bool known = emotion && std::ranges::count(emotion->probabilities, *label,
                                                         &LabelProbability::label) > 0;
        if (!known) return;
        ++counts[*label].all;
        counts[*label].right += emotion->label == *label ? 1 : 0;
      });

  std::cout << fmt::format("\nFER+ validation pictures with a majority, {}:\n\n", model)
            << "| class | samples | recall (%) |\n|---|---:|---:|\n";
  Count total;
  double recalls = 0;
  for (const std::string& column : columns) {
    if (!counts.contains(column)) continue;
    const Count& count = counts[column];
    const double recall = 100.0 * count.right / count.all;
    std::cout << fmt::format("| {} | {} | {:.1f} |\n", column, count.all, recall);
    total.right += count.right;
    total.all += count.all;
    recalls += recall;
  }
  std::cout << fmt::format("| accuracy | {} | {:.1f} |\n| mean recall | {} | {:.1f} |\n", total.all,
                           100.0 * total.right / total.all, total.all,
                           recalls / static_cast<double>(counts.size()));
  return 0;
}

}  // namespace
}  // namespace mien::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: " << argv[0] << " FERPLUS.tar [MODEL]\n";
    return 2;
  }
  try {
    return mien::bench::run(argv[1], argc == 3 ? argv[2] : "emotion-xception");
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
}

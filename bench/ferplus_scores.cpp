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

#include "dataset/picture_set.h"
#include "face/face_reader.h"
#include "mien/core/labels.h"
#include "mien/media/image_io.h"
#include "pipeline/model_loading.h"

namespace mien::bench {
namespace {

/// The validation pictures that have a majority.
dataset::PictureSet majorities(const std::filesystem::path& tar) {
  const dataset::VoteColumns votes{
      .columns = {}, .others = {"unknown", "NF"}, .rule = dataset::VoteRule::majority};
  const std::vector<dataset::SourceSelection> selections = {
      {dataset::open_source(tar), dataset::SplitColumn{.value = "valid"}, {{"emotion", votes}}}};
  const dataset::TargetHead head{.attribute = "emotion",
                                 .kind = dataset::TargetKind::classes,
                                 .labels = {emotion_labels.begin(), emotion_labels.end()}};
  return dataset::build_set(selections, {head}, {.require_all_classes = false});
}

struct Count {
  int right = 0;
  int all = 0;
};

int run(const std::filesystem::path& tar, const std::string& model) {
  const FaceReader reader(load_network(model, {.threads = 2}), {});
  std::map<std::string, Count> counts;
  const dataset::PictureSet set = majorities(tar);
  for (const dataset::LabelledPicture& labelled : set.pictures) {
    const dataset::PictureSource& source = *set.sources[labelled.source];
    const dataset::Target& target = labelled.targets.front();
    const std::string& label =
        set.heads.front()
            .labels[static_cast<std::size_t>(std::ranges::max_element(target) - target.begin())];
    const Image picture = decode_image(source.read(labelled.record), source.where(labelled.record));
    Detection whole;
    whole.box = {0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
    const std::vector<FaceInPicture> faces = {{&picture, whole}};
    const std::optional<Classification> emotion = reader.read(faces).front().emotion;
    const bool known =
        emotion && std::ranges::count(emotion->probabilities, label, &LabelProbability::label) > 0;
    if (!known) continue;
    ++counts[label].all;
    counts[label].right += emotion->label == label ? 1 : 0;
  }

  std::cout << fmt::format("\nFER+ validation pictures with a majority, {}:\n\n", model)
            << "| class | samples | recall (%) |\n|---|---:|---:|\n";
  Count total;
  double recalls = 0;
  for (const std::string& label : set.heads.front().labels) {
    if (!counts.contains(label)) continue;
    const Count& count = counts[label];
    const double recall = 100.0 * count.right / count.all;
    std::cout << fmt::format("| {} | {} | {:.1f} |\n", label, count.all, recall);
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

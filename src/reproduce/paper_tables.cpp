#include "reproduce/paper_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "eval/protocols/attribute_protocol.h"
#include "eval/protocols/expression_protocol.h"
#include "eval/protocols/frozen_protocol.h"
#include "eval/protocols/identity_protocol.h"
#include "mien/core/error.h"
#include "networks/networks.h"

namespace mien::reproduce {

namespace {

using Number = std::optional<double>;

/// A row of the paper.
TableRow row(std::string group, std::string what, const std::vector<Number>& numbers,
             std::string note) {
  TableRow result;
  result.group = std::move(group);
  result.what = std::move(what);
  for (const Number& number : numbers) result.paper.push_back({.value = number});
  result.note = std::move(note);
  return result;
}

/// Adds a row behind those of its group, which the paper does not always keep together.
void merge_row(ReproducedTable& table, const TableRow& row) { merge_rows(table, {row}); }

Cell with_deviation(double value, double deviation) {
  return {.value = value, .spread = deviation};
}

ReproducedTable table_1() {
  ReproducedTable table;
  table.id = "table-1";
  table.title = "Table 1: identification";
  table.caption =
      "Rank-1 accuracy: one random photo of each person is known, all others are to be recognised "
      "(nearest neighbour of L2-normalised features); mean and standard deviation of 10 draws.";
  table.columns = {{"centre crop", "%", 2},
                   {"MTCNN crop", "%", 2},
                   {"same person or not, centre crop", "%", 1},
                   {"same person or not, MTCNN crop", "%", 1}};
  table.charted = 1;
  for (const eval::PaperIdentification& paper : eval::paper_table_1()) {
    const bool own = paper.network == "MobileNet-v1";
    table.rows.push_back(
        {"LFW, the 596 people who are in YouTube Faces, too",
         std::string(paper.network),
         {with_deviation(paper.centre, paper.centre_deviation),
          with_deviation(paper.mtcnn, paper.mtcnn_deviation)},
         {},
         "",
         "",
         own ? "Needs the whole LFW and the list of people who are in YouTube Faces, too: --lfw "
               "FOLDER measures all people of a folder of people."
             : "Not in any package registry: the author's weights, imported with mien models "
               "import."});
  }
  return table;
}

ReproducedTable table_2() {
  ReproducedTable table;
  table.id = "table-2";
  table.title = "Table 2: expressions in photos";
  table.caption =
      "Accuracy on validation pictures. AffectNet's are 500 of each class; FER+'s are not "
      "balanced, "
      "so that mean recall is given, too.";
  table.columns = {{"8 classes", "%", 2},
                   {"7 classes", "%", 2},
                   {"8 classes, mean recall", "%", 2},
                   {"7 classes, mean recall", "%", 2}};
  table.charted = 0;
  const char* const own = "Needs AffectNet: --affectnet FOLDER measures mien's networks on it.";
  const std::map<std::string_view, std::string> groups = {
      {"from ImageNet", "AffectNet, fine-tuned from ImageNet weights"},
      {"head only", "AffectNet, head only on VGGFace2 features"},
      {"from VGGFace2", affectnet_tuned},
      {"fine-tuned", affectnet_tuned}};
  const auto given = [](double number) { return number > 0 ? Number(number) : Number(); };
  for (const eval::PaperExpressions& paper : eval::paper_table_2()) {
    const std::vector<Number> numbers = {given(paper.eight), given(paper.seven)};
    const std::string network(paper.network);
    const auto group = groups.find(paper.training);
    if (group == groups.end()) {
      const std::string name = paper.training.empty() ? "" : fmt::format("{}, ", paper.training);
      table.rows.push_back(row("AffectNet, published by others", name + network, numbers,
                               "The network of another work, which mien does not have."));
      continue;
    }
    merge_row(table, row(group->second, network, numbers, own));
    if (paper.seven_trained > 0) {
      merge_row(table, row(group->second, network + ", trained for 7 classes",
                           {Number(), paper.seven_trained}, own));
    }
  }
  return table;
}

ReproducedTable table_3() {
  ReproducedTable table;
  table.id = "table-3";
  table.title = "Table 3: speed and size";
  table.caption =
      "One picture, forward pass only. The paper's times are of an i7-8750H; what can be compared "
      "are the ratios to ResNet-18.";
  table.columns = {{"time, one thread", "ms", 1},    {"ratio to ResNet-18", "", 2},
                   {"parameters", "millions", 1},    {"time, all threads", "ms", 1},
                   {"multiply-adds", "millions", 0}, {"file", "MB", 1},
                   {"peak memory", "MB", 0}};
  table.charted = 1;
  const auto all = train::architectures();
  const double reference =
      std::ranges::find(all, "resnet18", &train::Architecture::name)->paper_milliseconds;
  for (const train::Architecture& network : all) {
    const double ms = network.paper_milliseconds;
    const auto given = [&](double number) { return ms > 0 ? Number(number) : Number(); };
    table.rows.push_back(row("", std::string(network.name),
                             {given(ms), given(ms / reference), given(network.paper_parameters)},
                             "Needs no data: --tables 3."));
    if (ms <= 0) table.rows.back().paper.clear();
  }
  return table;
}

ReproducedTable clips(const char* id, const char* title, const char* group, const char* option,
                      const std::vector<std::pair<const char*, double>>& numbers) {
  ReproducedTable table;
  table.id = id;
  table.title = title;
  table.columns = {{"all clips", "%", 2}, {"clips with a face", "%", 2}};
  table.charted = 0;
  for (const auto& [network, accuracy] : numbers) {
    table.rows.push_back(row(group, network, {accuracy, {}},
                             fmt::format("The paper's own network, which was fine-tuned on "
                                         "AffectNet. {} FOLDER measures mien's; --model MODEL "
                                         "adds others, such as the author's, imported.",
                                         option)));
  }
  return table;
}

ReproducedTable table_4() {
  ReproducedTable table =
      clips("table-4", "Table 4: expressions in clips", afew_clips, "--afew",
            {{"MobileNet-v1", 55.35}, {"EfficientNet-B0", 59.27}, {"RexNet-150", 57.27}});
  table.caption =
      "Accuracy of a classifier of clip descriptors (mean, max, min and standard deviation of the "
      "largest face's features), fitted on the training clips that have a face. A validation clip "
      "without a face has a descriptor of zeros and counts.";
  return table;
}

ReproducedTable table_5() {
  ReproducedTable table =
      clips("table-5", "Table 5: expressions of groups in clips", vgaf_clips, "--vgaf",
            {{"MobileNet-v1", 68.92}, {"EfficientNet-B0", 66.80}, {"RexNet-150", 63.58}});
  table.caption =
      "Accuracy of a classifier of group descriptors (mean and standard deviation over all faces, "
      "then over frames), fitted on the training clips that have a face.";
  table.rows.push_back(row(vgaf_clips, "winner of the challenge, with sound", {74.28, {}},
                           "The network of another work, which mien does not have."));
  return table;
}

ReproducedTable table_6() {
  ReproducedTable table;
  table.id = "table-6";
  table.title = "Table 6: gender and age";
  table.caption =
      "Gender: accuracy. Age: mean absolute error, from the two most probable ages (L = 2 of eq. "
      "1). "
      "The paper's networks were not trained on UTKFace.";
  table.columns = {{"gender", "%", 2},
                   {"age", "years", 2},
                   {"parameters", "millions", 1},
                   {"age by the model's own L", "years", 2},
                   {"age in its group", "%", 2}};
  table.charted = 1;
  for (const eval::PaperAttributes& paper : eval::paper_table_6()) {
    const bool all = paper.ages == "all";
    const double millions = paper.parameters_millions;
    table.rows.push_back(row(all ? "UTKFace in the wild, 23,060 photos"
                                 : "UTKFace in the wild, ages 21 to 60, 3,287 photos",
                             std::string(paper.network),
                             {paper.gender, paper.age, all ? Number(millions) : Number()},
                             paper.network == "MobileNet-v1"
                                 ? "Needs UTKFace in the wild: --utkface FOLDER measures mien's "
                                   "networks on it."
                                 : "The network of another work, which mien does not have."));
  }
  return table;
}

ReproducedTable table_7() {
  ReproducedTable table;
  table.id = "table-7";
  table.title = "Table 7: ethnicity";
  table.caption =
      "Accuracy of classifiers on frozen features, five classes (White, Black, Asian, Indian, "
      "Latino "
      "or Middle Eastern).";
  table.columns = {{"VGGFace", "%", 1},
                   {"VGGFace-2", "%", 1},
                   {"FaceNet", "%", 1},
                   {"MobileNet-v1", "%", 1},
                   {"MobileNet-v1, mean recall", "%", 1}};
  table.charted = 3;
  for (const eval::PaperEthnicity& paper : eval::paper_table_7()) {
    table.rows.push_back(row("UTKFace, 20,149 training and 3,559 test photos",
                             std::string(paper.classifier),
                             {paper.vggface, paper.vggface2, paper.facenet, paper.mobilenet},
                             "Needs the whole UTKFace, aligned and cropped: --utkface FOLDER "
                             "measures it on 85 and 15 % of it. Features of the other networks are "
                             "not in any package registry."));
  }
  return table;
}

}  // namespace

ReproducedTable paper_table(int number) {
  switch (number) {
    case 1:
      return table_1();
    case 2:
      return table_2();
    case 3:
      return table_3();
    case 4:
      return table_4();
    case 5:
      return table_5();
    case 6:
      return table_6();
    case 7:
      return table_7();
    default:
      throw Error(ErrorCode::usage, fmt::format("expected a table from 1 to {}, found {}",
                                                paper_table_count, number));
  }
}

}  // namespace mien::reproduce

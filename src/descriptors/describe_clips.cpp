#include "descriptors/describe_clips.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <filesystem>
#include <set>
#include <utility>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/learn/npy_file.h"
#include "pipeline/model_loading.h"
#include "report/csv.h"

namespace mien::descriptors {

namespace {

/// A row of numbers; zeros for a clip that has none.
void add_row(FeatureMatrix& matrix, std::vector<float> values) {
  values.resize(matrix.columns);
  matrix.values.insert(matrix.values.end(), values.begin(), values.end());
}

/// What the descriptors are made of.
struct Described {
  FeatureReader reader;
  std::string name;  ///< such as "ID, layer L"
  bool identity = false;
};

Described described_features(const DescribeOptions& options) {
  const int batch = options.describer.batch;
  if (options.attributes.empty()) {
    LoadedFeatures features = load_features(
        options.model, options.layer, {.threads = options.threads}, options.analyzer.store.get());
    std::string name = fmt::format("{}, layer {}", features.network.metadata().id, features.layer);
    return {FeatureReader(std::move(features.network), batch), std::move(name), features.identity};
  }
  Network network =
      load_network(options.model, {.threads = options.threads}, options.analyzer.store.get());
  std::string name =
      fmt::format("{}, answers of {}", network.metadata().id, fmt::join(options.attributes, ", "));
  return {FeatureReader(std::move(network), options.attributes, options.prior, batch),
          std::move(name), options.attributes == std::vector<std::string>{"identity"}};
}

std::string features_text(const DescribeOptions& options, const std::string& name) {
  const DescriptorOptions& descriptor = options.describer.descriptor;
  const char* const order = options.describer.group ? "group, mean and std of mean and std"
                            : descriptor.order == DescriptorOrder::paper ? "mean, max, min, std"
                                                                         : "mean, std, min, max";
  return fmt::format("{}, {}{}", name, order, descriptor.l2 ? ", L2-normalised" : "");
}

ClipDescriber make_describer(Described features, const DescribeOptions& options) {
  std::shared_ptr<const Detector> detector;
  if (options.detect) {
    FaceAnalyzerOptions analyzer = options.analyzer;
    analyzer.threads = options.threads;
    detector = load_detector(analyzer);
  }
  return {std::move(features.reader), detector, features.identity, options.describer};
}

}  // namespace

DescribedClips describe_clips(const ClipList& list, const DescribeOptions& options,
                              const DescribeCallbacks& callbacks) {
  Described features = described_features(options);
  DescribedClips result;
  result.columns = list.columns;
  result.left_out = list.findings.left_out;
  result.problems = list.findings.problems;
  result.features = features_text(options, features.name);
  const ClipDescriber describer = make_describer(std::move(features), options);
  result.descriptors = {list.clips.size(), describer.numbers(), {}};
  result.at_strides.assign(options.describer.strides.size(), result.descriptors);
  for (const ClipEntry& clip : list.clips) {
    ClipDescription described;
    std::string note;
    try {
      const OpenClip opened = open_clip(clip, options.frames);
      const FaceFrames next = [&]() -> std::optional<FaceFrame> {
        if (callbacks.stop && callbacks.stop()) {
          throw Error(ErrorCode::cancelled, fmt::format("interrupted after {} of {} clips",
                                                        result.clips.size(), list.clips.size()));
        }
        return opened.next();
      };
      described = describer.describe(next);
      note = opened.damage();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input) throw;
      note = error.what();
    }
    add_row(result.descriptors, std::move(described.values));
    described.at_strides.resize(result.at_strides.size());
    for (std::size_t s = 0; s < result.at_strides.size(); ++s) {
      add_row(result.at_strides[s], std::move(described.at_strides[s]));
    }
    result.clips.push_back({clip.name, clip.label, clip.fields, std::move(described.faces),
                            described.frames, described.frames_with_face, described.seconds,
                            std::move(note)});
    if (callbacks.progress) callbacks.progress(result.clips.size(), list.clips.size());
  }
  return result;
}

std::string descriptor_index(const DescribedClips& clips) {
  std::string text = "row,clip,label";
  for (const std::string& column : clips.columns) text += "," + csv_field(column);
  text += ",frames,frames_with_face,seconds,note\n";
  for (std::size_t i = 0; i < clips.clips.size(); ++i) {
    const DescribedClip& clip = clips.clips[i];
    text += fmt::format("{},{},{}", i, csv_file_name(clip.name), csv_text(clip.label));
    for (const std::string& field : clip.fields) text += "," + csv_text(field);
    text += fmt::format(",{},{},{:.3f},{}\n", clip.frames, clip.frames_with_face, clip.seconds,
                        csv_text(clip.note));
  }
  return text;
}

}  // namespace mien::descriptors

namespace mien {

DescribedClips describe_clips(std::span<const std::string> inputs, const DescribeOptions& options,
                              const ClipListOptions& list, const DescribeCallbacks& callbacks) {
  return descriptors::describe_clips(descriptors::list_clips(inputs, list), options, callbacks);
}

void write_descriptors(const std::filesystem::path& file, const DescribedClips& clips) {
  write_npy(file, clips.descriptors);
  write_file(std::filesystem::path(file) += ".csv", descriptors::descriptor_index(clips));
}

LabelledFeatures labelled(const DescribedClips& clips) {
  std::set<std::string> names;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < clips.clips.size(); ++row) {
    const DescribedClip& clip = clips.clips[row];
    if (clip.label.empty() || clip.frames_with_face == 0) continue;
    rows.push_back(row);
    names.insert(clip.label);
  }
  LabelledFeatures samples{rows_of(clips.descriptors, rows), {}, {names.begin(), names.end()}};
  for (const std::size_t row : rows) {
    samples.classes.push_back(static_cast<std::uint32_t>(
        std::distance(names.begin(), names.find(clips.clips[row].label))));
  }
  return samples;
}

}  // namespace mien

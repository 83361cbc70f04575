#include "cli/classify/describe_clips.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "mien/core/error.h"
#include "pipeline/model_loading.h"
#include "report/csv.h"

namespace mien::cli {

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

Described described_features(const DescribeSettings& settings) {
  const int batch = settings.describer.batch;
  if (settings.attributes.empty()) {
    LoadedFeatures features =
        load_features(settings.model, settings.layer, {.threads = settings.threads});
    std::string name = fmt::format("{}, layer {}", features.network.metadata().id, features.layer);
    return {FeatureReader(std::move(features.network), batch), std::move(name), features.identity};
  }
  Network network = load_network(settings.model, {.threads = settings.threads});
  std::string name =
      fmt::format("{}, answers of {}", network.metadata().id, fmt::join(settings.attributes, ", "));
  return {FeatureReader(std::move(network), settings.attributes, settings.prior, batch),
          std::move(name), settings.attributes == std::vector<std::string>{"identity"}};
}

std::string features_text(const DescribeSettings& settings, const std::string& name) {
  const DescriptorOptions& descriptor = settings.describer.descriptor;
  const char* const order = settings.describer.group ? "group, mean and std of mean and std"
                            : descriptor.order == DescriptorOrder::paper ? "mean, max, min, std"
                                                                         : "mean, std, min, max";
  return fmt::format("{}, {}{}", name, order, descriptor.l2 ? ", L2-normalised" : "");
}

ClipDescriber make_describer(Described features, const DescribeSettings& settings) {
  std::shared_ptr<const Detector> detector;
  if (settings.detect) {
    AnalyzerOptions analyzer = settings.analyzer;
    analyzer.threads = settings.threads;
    detector = load_detector(analyzer);
  }
  return {std::move(features.reader), detector, features.identity, settings.describer};
}

}  // namespace

DescribedClips describe_clips(const ClipList& list, const DescribeSettings& settings,
                              const std::function<void(std::size_t done)>& progress,
                              const std::function<bool()>& stop) {
  Described features = described_features(settings);
  DescribedClips result;
  result.features = features_text(settings, features.name);
  const ClipDescriber describer = make_describer(std::move(features), settings);
  result.descriptors = {list.clips.size(), describer.numbers(), {}};
  result.at_strides.assign(settings.describer.strides.size(), result.descriptors);
  for (const ClipEntry& clip : list.clips) {
    DescribedClip described;
    std::string note;
    try {
      const OpenClip opened = open_clip(clip, settings.frames);
      const FaceFrames next = [&]() -> std::optional<FaceFrame> {
        if (stop()) {
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
    add_row(result.descriptors, std::exchange(described.values, {}));
    described.at_strides.resize(result.at_strides.size());
    for (std::size_t s = 0; s < result.at_strides.size(); ++s) {
      add_row(result.at_strides[s], std::move(described.at_strides[s]));
    }
    described.at_strides.clear();
    result.clips.push_back(std::move(described));
    result.notes.push_back(std::move(note));
    progress(result.clips.size());
  }
  return result;
}

std::string descriptor_index(const ClipList& list, const DescribedClips& described) {
  std::string text = "row,clip,label";
  for (const std::string& column : list.columns) text += "," + csv_field(column);
  text += ",frames,frames_with_face,seconds,note\n";
  for (std::size_t i = 0; i < list.clips.size(); ++i) {
    const ClipEntry& clip = list.clips[i];
    text += fmt::format("{},{},{}", i, csv_file_name(clip.name), csv_text(clip.label));
    for (const std::string& field : clip.fields) text += "," + csv_text(field);
    const DescribedClip& one = described.clips[i];
    text += fmt::format(",{},{},{:.3f},{}\n", one.frames, one.frames_with_face, one.seconds,
                        csv_text(described.notes[i]));
  }
  return text;
}

}  // namespace mien::cli

#include "cli/classify/labelled_clips.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "mien/core/error.h"

namespace mien::cli {

namespace {

paper::ProtocolData divided(descriptors::ClipList all, const LabelledClipsOptions& options) {
  const auto at = std::ranges::find(all.columns, options.split);
  if (at == all.columns.end()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a column \"{}\" with train or valid, the same for all "
                            "frames of a clip, or validation clips as a second argument; found {}",
                            options.train, options.split,
                            all.columns.empty() ? "no column"
                                                : fmt::format("{}", fmt::join(all.columns, ", "))));
  }
  const auto column = static_cast<std::size_t>(at - all.columns.begin());
  paper::ProtocolData data;
  data.train.columns = data.valid.columns = all.columns;
  data.train.findings = std::move(all.findings);
  for (descriptors::ClipEntry& clip : all.clips) {
    const std::string part = clip.fields[column];
    if (part == "train") {
      data.train.clips.push_back(std::move(clip));
    } else if (part == "valid" || part == "val") {
      data.valid.clips.push_back(std::move(clip));
    }
  }
  return data;
}

}  // namespace

paper::ProtocolData read_labelled_clips(const LabelledClipsOptions& options) {
  paper::ProtocolData data;
  const auto listed = [&](const std::string& input) {
    return descriptors::list_clips(std::span(&input, 1), options.list);
  };
  if (options.valid.empty()) {
    data = divided(listed(options.train), options);
  } else {
    data.train = listed(options.train);
    data.valid = listed(options.valid);
  }
  if (data.train.clips.empty() || data.valid.clips.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected clips to fit on and clips to score, found {} and {}",
                            options.train, data.train.clips.size(), data.valid.clips.size()));
  }
  std::set<std::string> classes;
  for (const descriptors::ClipList* part : {&data.train, &data.valid}) {
    for (const descriptors::ClipEntry& clip : part->clips) {
      if (clip.label.empty()) {
        throw Error(ErrorCode::input,
                    fmt::format("{}: expected a label: the folder that holds the clip, or a column "
                                "\"{}\" of a manifest",
                                clip.name, options.list.label));
      }
      classes.insert(clip.label);
    }
  }
  data.classes.assign(classes.begin(), classes.end());
  return data;
}

}  // namespace mien::cli

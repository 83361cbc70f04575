#include "descriptors/clip_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "media/folder_walk.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::descriptors {

namespace fs = std::filesystem;

namespace {

std::string label_of(const fs::path& clip, const fs::path& folder) {
  const fs::path parent = clip.lexically_relative(folder).parent_path();
  return parent.empty() ? "" : parent.filename().string();
}

void append_clips_below(ClipList& list, const fs::path& folder) {
  media::FoundClips clips = media::clips_below(folder);
  list.findings.add({clips.left_out, clips.problems});
  if (clips.clips.empty() && clips.problems.empty()) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected video files or folders of pictures in this folder, found "
                            "{}",
                            folder.string(),
                            clips.left_out.empty() ? "none" : left_out_text(clips.left_out)));
  }
  // `folder` may end in a slash, which the paths below it have lost.
  const auto itself = std::ranges::find_if(clips.clips, [&](const fs::path& clip) {
    const fs::path below = clip.lexically_relative(folder);
    return below.empty() || below == ".";
  });
  if (itself != clips.clips.end()) {
    list.clips.push_back({folder.string(), "", {}, folder.string(), nullptr, {}});
    for (const fs::path& clip : clips.clips) {
      if (clip != *itself) list.findings.left_out.add(LeftOutReason::clip_inside, clip.string());
    }
    return;
  }
  for (const fs::path& path : clips.clips) {
    const std::string name = path.string();
    list.clips.push_back({name, label_of(path, folder), {}, name, nullptr, {}});
  }
}

/// The number of a frame; nothing for another text.
std::optional<double> frame_number(std::string_view text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The clips of a manifest.
class ManifestClips {
 public:
  ManifestClips(const std::string& input, const ClipListOptions& options)
      : source_(dataset::open_source(input)), records_(source_->records()), options_(options) {
    const std::optional<std::size_t> sequence = records_.find_column(options.sequence);
    if (!sequence) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: expected a column \"{}\" that names the clip of each picture, "
                              "found {}",
                              input, options.sequence, fmt::join(records_.columns(), ", ")));
    }
    sequence_ = *sequence;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      members_[std::string(records_.field(i, sequence_))].push_back(i);
    }
  }

  void append_to(ClipList& list) {
    list.findings.add(source_->findings());
    const std::vector<std::size_t> columns = carried();
    for (const std::size_t column : columns) {
      const std::string& name = records_.columns()[column];
      if (std::ranges::find(list.columns, name) == list.columns.end()) list.columns.push_back(name);
    }
    for (auto& [name, rows] : members_) {
      sort_frames(rows);
      ClipEntry clip{name, label_of_clip(name, rows), {}, "", source_, rows};
      clip.fields.resize(list.columns.size());
      for (const std::size_t column : columns) {
        const auto at = std::ranges::find(list.columns, records_.columns()[column]);
        clip.fields[static_cast<std::size_t>(at - list.columns.begin())] =
            records_.field(rows.front(), column);
      }
      list.clips.push_back(std::move(clip));
    }
  }

 private:
  [[nodiscard]] bool same_in_clips(std::size_t column) const {
    return std::ranges::all_of(members_, [&](const auto& clip) {
      return std::ranges::all_of(clip.second, [&](std::size_t row) {
        return records_.field(row, column) == records_.field(clip.second.front(), column);
      });
    });
  }

  [[nodiscard]] std::vector<std::size_t> carried() const {
    const std::set<std::string> own = {"path",         "x",           "y",
                                       "width",        "height",      "row",
                                       "clip",         "frames",      "frames_with_face",
                                       "seconds",      "note",        options_.sequence,
                                       options_.label, options_.order};
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < records_.columns().size(); ++c) {
      if (!own.contains(records_.columns()[c]) && same_in_clips(c)) columns.push_back(c);
    }
    return columns;
  }

  [[nodiscard]] std::string label_of_clip(const std::string& name,
                                          const std::vector<std::size_t>& rows) const {
    const std::optional<std::size_t> column = records_.find_column(options_.label);
    if (!column) return "";
    for (const std::size_t row : rows) {
      if (records_.field(row, *column) == records_.field(rows.front(), *column)) continue;
      throw Error(ErrorCode::input,
                  fmt::format(R"({}: expected one {} for the clip "{}", found "{}" and "{}")",
                              source_->where(row), options_.label, name,
                              records_.field(rows.front(), *column), records_.field(row, *column)));
    }
    return std::string(records_.field(rows.front(), *column));
  }

  void sort_frames(std::vector<std::size_t>& rows) const {
    const std::optional<std::size_t> column = records_.find_column(options_.order);
    if (!column) return;
    std::ranges::stable_sort(rows, {}, [&](std::size_t row) {
      return frame_number(records_.field(row, *column)).value_or(0);
    });
  }

  std::shared_ptr<const dataset::PictureSource> source_;
  const dataset::Records& records_;
  const ClipListOptions& options_;
  std::size_t sequence_ = 0;
  std::map<std::string, std::vector<std::size_t>> members_;
};

bool is_manifest(const fs::path& path) {
  std::error_code ignored;
  return path.extension() == ".tar" || path.extension() == ".csv" ||
         fs::exists(path / "labels.csv", ignored);
}

}  // namespace

ClipList list_clips(std::span<const std::string> inputs, const ClipListOptions& options) {
  ClipList list;
  std::error_code ignored;
  for (const std::string& input : inputs) {
    if (is_manifest(input)) {
      ManifestClips(input, options).append_to(list);
    } else if (fs::is_directory(input, ignored)) {
      append_clips_below(list, input);
    } else {
      list.clips.push_back({input, "", {}, input, nullptr, {}});
    }
  }
  for (ClipEntry& clip : list.clips) clip.fields.resize(list.columns.size());
  return list;
}

OpenClip open_clip(const ClipEntry& clip, const FrameSourceOptions& options) {
  if (!clip.path.empty()) {
    std::shared_ptr<FrameSource> frames = prefetch(open_frames(clip.path, options));
    return {[frames]() -> std::optional<FaceFrame> {
              std::optional<Frame> frame = frames->next();
              if (!frame) return std::nullopt;
              return FaceFrame{*std::move(frame)};
            },
            [frames] { return frames->damage(); }};
  }
  const auto at = std::make_shared<std::size_t>(0);
  const auto next = [&clip, at, options]() -> std::optional<FaceFrame> {
    if (*at >= clip.records.size()) return std::nullopt;
    const std::size_t record = clip.records[*at];
    FaceFrame frame;
    frame.frame.picture = decode_image(clip.source->read(record), clip.source->where(record));
    frame.frame.index = static_cast<std::int64_t>(*at);
    frame.frame.seconds = static_cast<double>(*at) / options.picture_rate;
    if (const std::optional<Box> box = clip.source->box(record)) {
      frame.faces = {{.box = *box, .score = 1}};
    }
    ++*at;
    return frame;
  };
  return {next, [] { return std::string(); }};
}

}  // namespace mien::descriptors

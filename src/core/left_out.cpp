#include "mien/core/left_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/counted.h"
#include "core/printable.h"

namespace mien {

namespace {

/// "3 HEIC files".
std::string description_of(const LeftOutGroup& group) {
  switch (group.reason) {
    case LeftOutReason::format:
      return counted(group.count, group.format + " file");
    case LeftOutReason::unknown_format:
      return counted(group.count, "file of an unknown format", "files of unknown formats");
    case LeftOutReason::clip:
      return counted(group.count, "clip");
    case LeftOutReason::picture:
      return counted(group.count, "picture");
    case LeftOutReason::clip_inside:
      return counted(group.count, "clip beside pictures of a clip",
                     "clips beside pictures of a clip");
    case LeftOutReason::misplaced:
      return counted(group.count, "clip at another depth", "clips at other depths");
    case LeftOutReason::hidden:
      return counted(group.count, "hidden file");
    case LeftOutReason::companion:
      return counted(group.count, "companion of other programs", "companions of other programs");
    case LeftOutReason::folder:
      return counted(group.count, "folder");
    case LeftOutReason::folder_link:
      return counted(group.count, "link to a folder", "links to folders");
    case LeftOutReason::archive_link:
      return counted(group.count, "link of an archive", "links of an archive");
    case LeftOutReason::special_file:
      return counted(group.count, "special file");
    case LeftOutReason::broken_link:
      return counted(group.count, "broken link");
    case LeftOutReason::unreadable_folder:
      return counted(group.count, "unreadable folder");
  }
  return {};
}

}  // namespace

std::string_view to_string(LeftOutReason reason) {
  switch (reason) {
    case LeftOutReason::format:
      return "format";
    case LeftOutReason::unknown_format:
      return "unknown_format";
    case LeftOutReason::clip:
      return "clip";
    case LeftOutReason::picture:
      return "picture";
    case LeftOutReason::clip_inside:
      return "clip_inside";
    case LeftOutReason::misplaced:
      return "misplaced";
    case LeftOutReason::hidden:
      return "hidden";
    case LeftOutReason::companion:
      return "companion";
    case LeftOutReason::folder:
      return "folder";
    case LeftOutReason::folder_link:
      return "folder_link";
    case LeftOutReason::archive_link:
      return "archive_link";
    case LeftOutReason::special_file:
      return "special_file";
    case LeftOutReason::broken_link:
      return "broken_link";
    case LeftOutReason::unreadable_folder:
      return "unreadable_folder";
  }
  return "unknown";
}

LeftOutGroup& LeftOut::group(LeftOutReason reason, std::string_view format) {
  const auto key = [](const LeftOutGroup& entry) {
    return std::tuple(entry.reason, std::string_view(entry.format));
  };
  const auto target = std::tuple(reason, format);
  const auto at = std::ranges::lower_bound(groups_, target, {}, key);
  if (at != groups_.end() && key(*at) == target) return *at;
  return *groups_.insert(at, {reason, std::string(format), 0, {}});
}

void LeftOut::add(LeftOutReason reason, const std::string& path, std::string_view format) {
  LeftOutGroup& entry = group(reason, format);
  ++entry.count;
  if (entry.first.size() < most_named) entry.first.push_back(path);
}

void LeftOut::add(const LeftOut& other) {
  for (const LeftOutGroup& theirs : other.groups_) {
    LeftOutGroup& ours = group(theirs.reason, theirs.format);
    ours.count += theirs.count;
    for (const std::string& path : theirs.first) {
      if (ours.first.size() < most_named) ours.first.push_back(path);
    }
  }
}

std::size_t LeftOut::count() const {
  std::size_t sum = 0;
  for (const LeftOutGroup& group : groups_) sum += group.count;
  return sum;
}

std::string left_out_text(const LeftOut& left_out) {
  std::string text;
  for (const LeftOutGroup& group : left_out.groups()) {
    text += (text.empty() ? "" : ", ") + description_of(group) + " (";
    for (std::size_t i = 0; i < group.first.size(); ++i) {
      text += (i == 0 ? "" : ", ") + printable(group.first[i]);
    }
    text += group.count > group.first.size() ? ", ...)" : ")";
  }
  return text;
}

}  // namespace mien

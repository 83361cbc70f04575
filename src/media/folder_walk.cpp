#include "media/folder_walk.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/path_check.h"
#include "media/file_formats.h"

namespace mien::media {

namespace fs = std::filesystem;

namespace {

using Reason = LeftOutReason;

/// In small letters, since copies by other systems change them.
constexpr auto companion_names = std::to_array<std::string_view>({
    "__macosx",
    ".ds_store",
    ".appledouble",
    ".lsoverride",
    "icon\r",
    ".spotlight-v100",
    ".trashes",
    ".fseventsd",
    ".temporaryitems",
    "@eadir",
    "@synoresource",
    "@synoeastream",
    "#recycle",
    "#snapshot",
    "@recycle",
    "@recently-snapshot",
    ".@__thumb",
    "thumbs.db",
    "thumbs.db:encryptable",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "desktop.ini",
    "$recycle.bin",
    "system volume information",
    "recycler",
    "lost+found",
    "picasa.ini",
    ".picasa.ini",
    ".picasaoriginals",
    ".nomedia",
    ".thumbnails",
    ".directory",
    "network trash folder",
    "temporary items",
    "zbthumbnail.info",
    "pspbrwse.jbf",
});

/// Beginnings and endings of such names; endings are of files that hold what a program did to a
/// photo, or a small copy of it.
constexpr auto companion_beginnings =
    std::to_array<std::string_view>({"._", "synophoto_thumb_", "synofile_thumb_", ".trash-"});
constexpr auto companion_endings = std::to_array<std::string_view>(
    {".aae", ".xmp", ".thm", ".lrv", ".pp3", ".dop", ".on1", "@synoeastream", "@synoresource"});

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_companion(const std::string& name) {
  const std::string small = lower(name);
  const auto begins = [&](std::string_view part) { return small.starts_with(part); };
  const auto ends = [&](std::string_view part) { return small.ends_with(part); };
  return std::ranges::find(companion_names, small) != companion_names.end() ||
         std::ranges::any_of(companion_beginnings, begins) ||
         std::ranges::any_of(companion_endings, ends);
}

/// Puts a file where its ending says that it belongs.
void sort_by_ending(const fs::path& path, const WalkOptions& options, FolderWalk& walk) {
  const FileFormat* format = format_of_name(path);
  if (options.all_files) {
    walk.files.push_back({path, format != nullptr && format->use == FormatUse::clip});
  } else if (format == nullptr) {
    walk.left_out.add(Reason::unknown_format, path.string());
  } else if (format->use == FormatUse::unread) {
    walk.left_out.add(Reason::format, path.string(), format->name);
  } else if (format->use == FormatUse::clip) {
    if (options.clips) {
      walk.files.push_back({path, true});
    } else {
      walk.left_out.add(Reason::clip, path.string());
    }
  } else if (options.pictures) {
    walk.files.push_back({path, false});
  } else {
    walk.left_out.add(Reason::picture, path.string());
  }
}

class Walker {
 public:
  explicit Walker(const WalkOptions& options) : options_(options) {}

  void visit(const fs::path& folder) {
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    fs::directory_iterator at(folder, error);
    if (error) return unreadable(folder, error);
    for (; at != fs::directory_iterator(); at.increment(error)) {
      entries.push_back(*at);
      // An increment that fails leaves the end behind.
    }
    if (error) unreadable(folder, error);
    std::ranges::sort(entries, {}, [](const fs::directory_entry& entry) { return entry.path(); });
    for (const fs::directory_entry& entry : entries) look_at(entry);
  }

  /// Notes that a folder was seen.
  /// @return whether it is new
  bool note(const fs::path& folder) {
    struct stat status {};
    return ::stat(folder.c_str(), &status) != 0 ||
           seen_.emplace(status.st_dev, status.st_ino).second;
  }

  FolderWalk finish() {
    std::ranges::sort(walk_.files, {}, &FoundFile::path);
    return std::move(walk_);
  }

 private:
  void unreadable(const fs::path& folder, const std::error_code& error) {
    walk_.left_out.add(Reason::unreadable_folder, folder.string());
    fail(folder, "this folder", error);
  }

  void fail(const fs::path& path, std::string_view action, const std::error_code& error) {
    walk_.files.push_back(
        {path, false,
         fmt::format("{}: cannot read {}: {}", path.string(), action, error.message())});
  }

  void look_at(const fs::directory_entry& entry) {
    const fs::path& path = entry.path();
    if (const auto reason = passed_over(path.filename().string())) {
      walk_.left_out.add(*reason, path.string());
      return;
    }
    std::error_code error;
    const bool link = entry.is_symlink(error);
    const fs::file_status status = entry.status(error);
    switch (status.type()) {
      case fs::file_type::directory:
        return folder(path, link);
      case fs::file_type::regular:
        return sort_by_ending(path, options_, walk_);
      case fs::file_type::not_found:
        return missing(path, error);
      case fs::file_type::none:
      case fs::file_type::unknown:
        return fail(path, "it", error);
      default:
        return special(path);
    }
  }

  void folder(const fs::path& path, bool link) {
    if (!options_.recursive) {
      walk_.left_out.add(Reason::folder, path.string());
    } else if (options_.follow_links ? !note(path) : link) {
      walk_.left_out.add(Reason::folder_link, path.string());
    } else {
      visit(path);
    }
  }

  /// A link that leads nowhere. One that ought to be a picture or clip is not passed over.
  void missing(const fs::path& path, const std::error_code& error) {
    const FileFormat* format = format_of_name(path);
    const bool is_match =
        format != nullptr && ((options_.pictures && format->use == FormatUse::picture) ||
                              (options_.clips && format->use == FormatUse::clip));
    if (is_match) {
      fail(path, "it", error);
    } else {
      walk_.left_out.add(Reason::broken_link, path.string());
    }
  }

  /// A pipe or device. One that ought to be a picture or clip fails when it is read.
  void special(const fs::path& path) {
    if (!options_.all_files && format_of_name(path) != nullptr) {
      sort_by_ending(path, options_, walk_);
    } else {
      walk_.left_out.add(Reason::special_file, path.string());
    }
  }

  WalkOptions options_;
  FolderWalk walk_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

FolderWalk walk_folder(const fs::path& folder, const WalkOptions& options) {
  refuse_zero_bytes(folder, ErrorCode::input);
  Walker walker(options);
  if (options.follow_links) walker.note(folder);
  walker.visit(folder);
  return walker.finish();
}

std::optional<Reason> passed_over(const std::string& name) {
  if (is_companion(name)) return Reason::companion;
  if (name.starts_with('.')) return Reason::hidden;
  return std::nullopt;
}

std::optional<Reason> passed_over_below(const fs::path& path) {
  for (const fs::path& part : path) {
    if (part == "." || part == "..") continue;
    if (const auto reason = passed_over(part.string())) return reason;
  }
  return std::nullopt;
}

FoundClips clips_below(const fs::path& folder) {
  FolderWalk walk = walk_folder(folder, {.follow_links = true});
  FoundClips result{{}, {}, std::move(walk.left_out)};
  std::set<fs::path> clips;
  for (FoundFile& file : walk.files) {
    if (file.clip || is_clip_name(file.path)) {
      clips.insert(file.path);
    } else if (file.error.empty() || is_picture_name(file.path)) {
      clips.insert(file.path.parent_path());
    } else {
      result.problems.push_back(std::move(file.error));
    }
  }
  result.clips.assign(clips.begin(), clips.end());
  return result;
}

SortedPaths pictures_of(const std::vector<std::string>& paths) {
  FolderWalk walk;
  for (const std::string& path : paths) {
    if (const auto reason = passed_over_below(path)) {
      walk.left_out.add(*reason, path);
    } else {
      sort_by_ending(path, {.clips = false}, walk);
    }
  }
  SortedPaths sorted{{}, std::move(walk.left_out)};
  for (const FoundFile& file : walk.files) sorted.pictures.push_back(file.path.string());
  return sorted;
}

}  // namespace mien::media

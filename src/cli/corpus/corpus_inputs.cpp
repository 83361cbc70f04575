#include "cli/corpus/corpus_inputs.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <istream>
#include <iterator>
#include <utility>

#include "dataset/input_file.h"
#include "dataset/sources/tar_index.h"
#include "media/folder_walk.h"
#include "media/video/input_kind.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

bool is_archive(const std::filesystem::path& path) {
  std::error_code ignored;
  return path.extension() == ".tar" && std::filesystem::is_regular_file(path, ignored);
}

std::uint64_t size_of(const std::string& path) {
  struct stat status {};
  const bool regular = ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  return regular ? static_cast<std::uint64_t>(status.st_size) : 0;
}

void add_archive(CorpusInputs& all, const std::string& path) {
  const dataset::InputFile file(path);
  const dataset::TarListing listing = dataset::index_tar(file);
  std::vector<std::string> names;
  names.reserve(listing.files.size());
  for (const auto& [name, member] : listing.files) names.push_back(name);
  std::ranges::sort(names);
  media::SortedPaths sorted = media::pictures_of(names);
  for (const std::string& name : sorted.pictures) {
    const dataset::TarMember& member = listing.files.at(name);
    all.inputs.push_back({.file = fmt::format("{}/{}", path, name),
                          .archive = path,
                          .offset = member.offset,
                          .bytes = member.size});
  }
  for (const std::string& link : listing.links) {
    sorted.left_out.add(LeftOutReason::archive_link, link);
  }
  all.left_out.add(sorted.left_out);
}

/// Bytes of the pictures of a clip that is no single file: of a folder, or of the folder of a
/// pattern such as "shots/%04d.png".
std::uint64_t size_of_pictures(const std::filesystem::path& folder) {
  std::uint64_t sum = 0;
  const media::FolderWalk walk = media::walk_folder(folder, {.clips = false, .recursive = false});
  for (const media::FoundFile& file : walk.files) sum += size_of(file.path.string());
  return sum;
}

corpus::Input clip_input(const std::string& path) {
  corpus::Input clip{.file = path, .bytes = 0, .clip = true};
  switch (media::input_kind(path)) {
    case media::InputKind::camera:
    case media::InputKind::stream:
      throw Error(ErrorCode::usage,
                  fmt::format("{}: expected files, which workers can read twice, found a camera or "
                              "stream",
                              path));
    case media::InputKind::folder:
      clip.bytes = size_of_pictures(path);
      break;
    case media::InputKind::sequence: {
      const std::filesystem::path parent = std::filesystem::path(path).parent_path();
      clip.bytes = size_of_pictures(parent.empty() ? "." : parent);
      break;
    }
    case media::InputKind::picture:
    case media::InputKind::clip:
      clip.bytes = size_of(path);
  }
  return clip;
}

}  // namespace

CorpusInputs corpus_inputs(std::span<const std::string> names, std::istream& list,
                           const CorpusInputOptions& options) {
  CorpusInputs all;
  std::vector<corpus::Input> clips;
  Inputs expanded = expand_inputs(names, list, options.expansion);
  all.inputs.reserve(expanded.files.size());
  for (Input& input : expanded.files) {
    std::string path = input.path.string();
    if (input.clip && options.clips) {
      clips.push_back(clip_input(path));
    } else if (input.clip) {
      all.left_out.add(LeftOutReason::clip, path);
    } else if (input.error.empty() && is_archive(input.path)) {
      add_archive(all, path);
    } else {
      const std::uint64_t bytes = size_of(path);
      all.inputs.push_back(
          {.file = std::move(path), .bytes = bytes, .error = std::move(input.error)});
    }
    input = {};
  }
  std::ranges::move(clips, std::back_inserter(all.inputs));
  all.left_out.add(expanded.left_out());
  if (all.inputs.empty()) {
    throw Error(ErrorCode::usage,
                "expected photos or clips, found none" +
                    (all.left_out.empty() ? "" : "; left out: " + left_out_text(all.left_out)));
  }
  return all;
}

}  // namespace mien::cli

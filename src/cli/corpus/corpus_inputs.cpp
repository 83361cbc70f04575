#include "cli/corpus/corpus_inputs.h"

#include <sys/stat.h>

#include <algorithm>
#include <istream>
#include <utility>

#include "cli/files/inputs.h"
#include "dataset/input_file.h"
#include "dataset/sources/tar_index.h"
#include "media/folder_walk.h"
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
    all.inputs.push_back({.file = path + "/" + name,
                          .archive = path,
                          .offset = member.offset,
                          .bytes = member.size});
  }
  for (const std::string& link : listing.links) {
    sorted.left_out.add(LeftOutReason::archive_link, link);
  }
  all.left_out.add(sorted.left_out);
}

}  // namespace

CorpusInputs corpus_inputs(std::span<const std::string> names, std::istream& list, bool null) {
  CorpusInputs all;
  Inputs expanded = expand_inputs(names, list, {.null = null});
  all.inputs.reserve(expanded.files.size());
  for (Input& input : expanded.files) {
    std::string path = input.path.string();
    if (input.clip) {
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
  all.left_out.add(expanded.left_out());
  if (all.inputs.empty()) {
    throw Error(ErrorCode::usage,
                "expected photos, found none" +
                    (all.left_out.empty() ? "" : "; left out: " + left_out_text(all.left_out)));
  }
  return all;
}

}  // namespace mien::cli

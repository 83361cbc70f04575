#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/output_file.h"
#include "dataset/manifest.h"
#include "dataset/source.h"
#include "mien/core/error.h"

namespace mien::dataset {

/// What an Error says; empty if there is none.
template <typename Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

inline std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A source of the records of a CSV text, whose pictures are their paths.
class TextSource : public PictureSource {
 public:
  explicit TextSource(std::string_view csv)
      : PictureSource("set", "set.csv", read_manifest(csv, "set.csv")) {}

  [[nodiscard]] std::vector<std::byte> read(std::size_t record) const override {
    const std::string_view path = records().path(record);
    const auto* bytes = reinterpret_cast<const std::byte*>(path.data());
    return {bytes, bytes + path.size()};
  }
  [[nodiscard]] std::string sha256() const override { return ""; }
};

inline void put_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  write_file(path, text);
}

struct TarEntry {
  std::string path;
  std::string text;
};

/// Writes a tar archive as libarchive does.
/// @param format of libarchive: "ustar", "pax", "gnutar"
inline void put_tar(const std::filesystem::path& path, const std::vector<TarEntry>& entries,
                    const std::string& format = "ustar") {
  archive* writer = archive_write_new();
  archive_write_set_format_by_name(writer, format.c_str());
  if (archive_write_open_filename(writer, path.c_str()) != ARCHIVE_OK) {
    throw std::runtime_error("cannot write " + path.string());
  }
  for (const auto& [name, text] : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    const bool folder = name.ends_with('/');
    archive_entry_set_filetype(entry, folder ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, folder ? 0755 : 0644);
    if (!folder) archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
}

}  // namespace mien::dataset

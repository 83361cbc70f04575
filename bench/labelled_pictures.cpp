#include "labelled_pictures.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace mien::bench {

namespace {

using UseFile = std::function<void(const std::string&, const std::vector<std::byte>&)>;

void for_each_file(const std::filesystem::path& tar, const UseFile& use) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(),
                                                                      archive_read_free);
  archive_read_support_format_tar(reader.get());
  constexpr std::size_t block = 1 << 16;
  const auto check = [&](bool good) {
    if (good) return;
    const char* reason = archive_error_string(reader.get());
    throw std::runtime_error(tar.string() + ": " + (reason == nullptr ? "damaged" : reason));
  };
  check(archive_read_open_filename(reader.get(), tar.c_str(), block) == ARCHIVE_OK);
  archive_entry* entry = nullptr;
  for (int status = archive_read_next_header(reader.get(), &entry); status != ARCHIVE_EOF;
       status = archive_read_next_header(reader.get(), &entry)) {
    check(status == ARCHIVE_OK);
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    std::vector<std::byte> bytes(static_cast<std::size_t>(archive_entry_size(entry)));
    check(archive_read_data(reader.get(), bytes.data(), bytes.size()) ==
          static_cast<la_ssize_t>(bytes.size()));
    use(archive_entry_pathname(entry), bytes);
  }
}

std::vector<std::string> split_line(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

std::map<std::string, Labels> read_labels(const std::filesystem::path& tar,
                                          std::vector<std::string> columns) {
  std::string text;
  for_each_file(tar, [&](const std::string& name, const std::vector<std::byte>& bytes) {
    if (name == "labels.csv") {
      text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
  });
  std::istringstream stream(text);
  std::string line;
  std::getline(stream, line);
  const std::vector<std::string> names = split_line(line);
  columns.emplace_back("path");
  for (const std::string& column : columns) {
    if (std::ranges::find(names, column) == names.end()) {
      throw std::runtime_error(fmt::format("{}: labels.csv: expected a column \"{}\", found {}",
                                           tar.string(), column, line));
    }
  }
  std::map<std::string, Labels> labels;
  while (std::getline(stream, line)) {
    const std::vector<std::string> fields = split_line(line);
    Labels row;
    for (std::size_t i = 0; i < std::min(fields.size(), names.size()); ++i) {
      row[names[i]] = fields[i];
    }
    labels[row["path"]] = row;
  }
  return labels;
}

}  // namespace

void for_each_labelled_picture(
    const std::filesystem::path& tar, const std::vector<std::string>& columns,
    const std::function<void(const std::string&, const std::vector<std::byte>&, const Labels&)>&
        use) {
  const std::map<std::string, Labels> labels = read_labels(tar, columns);
  for_each_file(tar, [&](const std::string& name, const std::vector<std::byte>& bytes) {
    const auto found = labels.find(name);
    if (found != labels.end()) use(name, bytes, found->second);
  });
}

}  // namespace mien::bench

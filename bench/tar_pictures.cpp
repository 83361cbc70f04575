#include "tar_pictures.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <stdexcept>

namespace mien::bench {

void for_each_file(const std::filesystem::path& tar,
                   const std::function<void(const std::string&, std::vector<std::byte>)>& use) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(),
                                                                      archive_read_free);
  archive_read_support_format_tar(reader.get());
  constexpr std::size_t block = 1 << 16;
  const auto check = [&](int status) {
    if (status == ARCHIVE_OK) return;
    const char* reason = archive_error_string(reader.get());
    throw std::runtime_error(tar.string() + ": " + (reason == nullptr ? "damaged" : reason));
  };
  check(archive_read_open_filename(reader.get(), tar.c_str(), block));
  archive_entry* entry = nullptr;
  for (int status = 0; (status = archive_read_next_header(reader.get(), &entry)) != ARCHIVE_EOF;) {
    check(status);
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    std::vector<std::byte> bytes(static_cast<std::size_t>(archive_entry_size(entry)));
    const la_ssize_t read = archive_read_data(reader.get(), bytes.data(), bytes.size());
    if (read != static_cast<la_ssize_t>(bytes.size())) check(ARCHIVE_FATAL);
    use(archive_entry_pathname(entry), std::move(bytes));
  }
}

}  // namespace mien::bench

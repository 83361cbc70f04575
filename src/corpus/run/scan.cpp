#include "corpus/run/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "corpus/run/part_rows.h"
#include "dataset/input_file.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::corpus {

ScannedRecords scan_records(const std::filesystem::path& path,
                            const std::function<void(std::string_view record)>& on_record) {
  constexpr std::uint64_t piece = 1 << 20;
  const dataset::InputFile file(path);
  models::Sha256 digest;
  ScannedRecords scanned;
  std::string text;
  while (scanned.bytes < file.size()) {
    const std::vector<std::byte> bytes =
        file.read(scanned.bytes, std::min(piece, file.size() - scanned.bytes));
    scanned.bytes += bytes.size();
    digest.add(bytes);
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::string_view rest = text;
    while (const std::size_t length = record_length(rest)) {
      on_record(rest.substr(0, length));
      ++scanned.records;
      rest.remove_prefix(length);
    }
    text.erase(0, text.size() - rest.size());
  }
  if (!text.empty()) {
    throw Error(
        ErrorCode::input,
        fmt::format("{}: expected whole records, found a part of one at the end", path.string()));
  }
  scanned.sha256 = digest.hex();
  return scanned;
}

}  // namespace mien::corpus

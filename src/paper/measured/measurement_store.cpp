#include "paper/measured/measurement_store.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>
#include <utility>

#include "core/output_file.h"
#include "core/regular_file.h"
#include "mien/core/error.h"
#include "paper/writers/row_json.h"

namespace mien::paper {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// What a file keeps for a key; nothing if it is absent, damaged or of another key.
std::optional<std::vector<TableRow>> kept(const fs::path& file, const Json& key) {
  constexpr std::size_t largest = std::size_t{64} << 20;
  try {
    const Json json = Json::parse(
        read_regular_text(file, largest, "a measurement", ErrorCode::input), nullptr, false);
    if (!json.is_object() || !json.contains("rows") || json.value("key", Json()) != key) {
      return std::nullopt;
    }
    return rows_of_json(json["rows"], file.string());
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

MeasurementStore::MeasurementStore(fs::path folder, bool anew)
    : folder_(std::move(folder)), anew_(anew) {
  std::error_code problem;
  fs::create_directories(folder_, problem);
  if (fs::is_directory(folder_)) return;
  throw Error(ErrorCode::output, fmt::format("{}: expected a folder to keep measurements in: {}",
                                             folder_.string(), problem.message()));
}

std::vector<TableRow> MeasurementStore::rows(
    const std::string& name, const Json& key,
    const std::function<std::vector<TableRow>()>& measure) const {
  const fs::path file = folder_ / (name + ".json");
  if (!anew_) {
    if (auto rows = kept(file, key)) return *std::move(rows);
  }
  std::vector<TableRow> rows = measure();
  const Json json = {{"key", key}, {"rows", rows_json(rows)}};
  write_file(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return rows;
}

}  // namespace mien::paper

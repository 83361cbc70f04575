#include "reproduce/measurement_store.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "reproduce/row_json.h"

namespace mien::reproduce {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// What a file keeps for a key; nothing if it is absent, damaged or of another key.
std::optional<std::vector<TableRow>> kept(const fs::path& file, const Json& key) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream text;
  text << stream.rdbuf();
  const Json json = Json::parse(text.str(), nullptr, false);
  if (!json.is_object() || !json.contains("rows") || json.value("key", Json()) != key) {
    return std::nullopt;
  }
  try {
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

}  // namespace mien::reproduce

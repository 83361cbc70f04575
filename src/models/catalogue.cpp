#include "mien/models/catalogue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "core/base64.h"
#include "core/json_reader.h"
#include "mien/core/error.h"
#include "models/bytes.h"
#include "models/importers.h"

namespace mien {

/// The text of models/catalogue.json, put into the library at build time.
extern const std::string_view builtin_catalogue;

namespace {

constexpr std::size_t max_catalogue_bytes = std::size_t{4} << 20;
constexpr int catalogue_version = 1;

bool only(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view id_letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view package_letters = "abcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view version_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.+";

// "name" or "@scope/name". What starts with a hyphen could be taken for an option of npm.
bool is_package(std::string_view text) {
  if (text.starts_with('@')) {
    const std::size_t slash = text.find('/');
    return slash != std::string_view::npos && only(text.substr(1, slash - 1), package_letters) &&
           only(text.substr(slash + 1), package_letters);
  }
  return only(text, package_letters) && !text.starts_with('-') && !text.starts_with('.');
}

bool is_integrity(std::string_view text) {
  constexpr std::string_view prefix = "sha512-";
  if (!text.starts_with(prefix)) return false;
  const auto digest = base64_decode(text.substr(prefix.size()));
  return digest && digest->size() == 64;
}

bool is_inside(std::string_view text) {
  const std::filesystem::path path(text);
  if (text.empty() || path.is_absolute() || text.ends_with('/')) return false;
  return std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

std::string read_checked(JsonReader& reader, const char* key, bool (*fits)(std::string_view),
                         std::string_view expected) {
  std::string text = reader.text(key);
  if (!fits(text)) reader.fail(key, expected, "\"" + text + "\"");
  return text;
}

bool is_id(std::string_view text) {
  return only(text, id_letters) && !text.starts_with('-') && text.size() <= 64;
}

bool is_version(std::string_view text) {
  return only(text, version_letters) && text.front() >= '0' && text.front() <= '9';
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && only(text, "0123456789abcdef");
}

bool is_onnx_name(std::string_view text) {
  return text.ends_with(".onnx") && is_id(text.substr(0, text.size() - 5));
}

bool is_importer(std::string_view text) {
  const auto names = models::importer_names();
  return std::find(names.begin(), names.end(), text) != names.end();
}

bool is_sentence(std::string_view text) { return !text.empty(); }

constexpr std::string_view a_sha256 = "64 lower-case hexadecimal digits";
constexpr std::string_view an_id = "lower-case letters, digits and hyphens";
constexpr std::string_view a_file_name = "lower-case letters, digits and hyphens, and .onnx";

PackageSource read_package(JsonReader reader) {
  PackageSource source;
  source.package = read_checked(reader, "package", is_package, "the name of an npm package");
  source.version = read_checked(reader, "version", is_version, "an exact version such as 1.2.3");
  source.integrity = read_checked(reader, "integrity", is_integrity, "\"sha512-\" and base64");
  for (JsonReader& file : reader.objects("files")) {
    source.files.push_back({read_checked(file, "path", is_inside, "a path inside the package"),
                            read_checked(file, "sha256", is_sha256, a_sha256)});
    file.finish();
  }
  if (source.files.empty()) reader.fail("files", "at least one file", "none");
  reader.finish();
  return source;
}

ShippedSource read_shipped(JsonReader reader) {
  ShippedSource source;
  source.file = read_checked(reader, "shipped", is_onnx_name, a_file_name);
  source.sha256 = read_checked(reader, "sha256", is_sha256, a_sha256);
  if (reader.has("base")) source.base = read_checked(reader, "base", is_id, an_id);
  reader.finish();
  return source;
}

ModelSource read_source(const JsonReader& reader) {
  if (reader.has("shipped")) return read_shipped(reader);
  return read_package(reader);
}

// mien's own files are whole networks, or heads that a base is joined with.
void check_importer(const JsonReader& reader, const CatalogueEntry& entry) {
  const auto* shipped = std::get_if<ShippedSource>(&entry.source);
  const bool joined = shipped != nullptr && !shipped->base.empty();
  const bool fits = shipped == nullptr ? entry.importer != "joined"
                                       : entry.importer == (joined ? "joined" : "onnx");
  if (fits) return;
  reader.fail("importer",
              "\"joined\" for a shipped file with a base, \"onnx\" for one without, another for a "
              "package",
              "\"" + entry.importer + "\"");
}

// A base that is itself joined could lead in a circle.
void check_bases(const std::vector<CatalogueEntry>& entries, std::string_view name) {
  for (const CatalogueEntry& entry : entries) {
    const auto* shipped = std::get_if<ShippedSource>(&entry.source);
    if (shipped == nullptr || shipped->base.empty()) continue;
    const auto base = std::ranges::find(entries, shipped->base, &CatalogueEntry::id);
    if (base != entries.end() && base->importer != "joined") continue;
    throw Error(
        ErrorCode::model,
        fmt::format("{}: model {}: \"source.base\": expected a model of the catalogue that is "
                    "not joined itself, found \"{}\"",
                    name, entry.id, shipped->base));
  }
}

// Answers in 8 bits take the place of those in floats, so that both must have the same heads.
void check_int8(const std::vector<CatalogueEntry>& entries, std::string_view name) {
  const auto attributes = [](const CatalogueEntry& entry) {
    std::vector<std::string> heads;
    for (const HeadSpec& head : entry.metadata.heads) heads.push_back(head.attribute);
    return heads;
  };
  for (const CatalogueEntry& entry : entries) {
    if (entry.int8.empty()) continue;
    const auto twin = std::ranges::find(entries, entry.int8, &CatalogueEntry::id);
    if (twin != entries.end() && twin->int8.empty() && attributes(*twin) == attributes(entry)) {
      continue;
    }
    throw Error(ErrorCode::model,
                fmt::format("{}: model {}: \"int8\": expected a model of the catalogue with the "
                            "same heads, found \"{}\"",
                            name, entry.id, entry.int8));
  }
}

CatalogueEntry read_entry(const JsonReader::Json& json, JsonReader reader) {
  CatalogueEntry entry;
  entry.id = read_checked(reader, "id", is_id, an_id);
  entry.summary = read_checked(reader, "summary", is_sentence, "a sentence");
  entry.fetched_by_default = reader.boolean("default");
  if (reader.has("int8")) entry.int8 = read_checked(reader, "int8", is_id, an_id);
  entry.source = read_source(reader.object("source"));
  entry.importer =
      read_checked(reader, "importer", is_importer,
                   fmt::format("one of {}", fmt::join(models::importer_names(), ", ")));
  check_importer(reader, entry);
  entry.file = read_checked(reader, "file", is_onnx_name, a_file_name);
  constexpr std::int64_t most = models::max_model_bytes;
  entry.size = reader.integer("size", 0, most);
  entry.sha256 = read_checked(reader, "sha256", is_sha256, a_sha256);
  (void)reader.object("metadata");
  reader.finish();
  entry.metadata = parse_metadata(json["metadata"].dump(), reader.source() + ": metadata");
  if (entry.metadata.id != entry.id) {
    reader.fail("metadata.id", "\"" + entry.id + "\"", "\"" + entry.metadata.id + "\"");
  }
  return entry;
}

}  // namespace

std::string describe(const ModelSource& source) {
  if (const auto* package = std::get_if<PackageSource>(&source)) {
    return fmt::format("npm {}@{}", package->package, package->version);
  }
  const auto& shipped = std::get<ShippedSource>(source);
  if (shipped.base.empty()) return fmt::format("mien ({})", shipped.file);
  return fmt::format("{}, joined with heads of mien ({})", shipped.base, shipped.file);
}

Catalogue Catalogue::parse(std::string_view json, std::string_view name) {
  const JsonReader::Json document = JsonReader::parse(json, name);
  JsonReader reader(document, name, "");
  (void)reader.integer("version", catalogue_version, catalogue_version);
  const std::size_t count = reader.objects("models").size();
  reader.finish();
  Catalogue catalogue;
  for (std::size_t i = 0; i < count; ++i) {
    const JsonReader::Json& object = document["models"][i];
    const bool named = object.contains("id") && object["id"].is_string();
    const std::string source = fmt::format(
        "{}: model {}", name, named ? object["id"].get<std::string>() : std::to_string(i));
    JsonReader model(object, source, "");
    CatalogueEntry entry = read_entry(object, model);
    for (const CatalogueEntry& other : catalogue.entries_) {
      if (other.id == entry.id) model.fail("id", "each id once", "\"" + entry.id + "\" again");
      if (other.file == entry.file) {
        model.fail("file", "each file once", "\"" + entry.file + "\" again");
      }
    }
    catalogue.entries_.push_back(std::move(entry));
  }
  check_bases(catalogue.entries_, name);
  check_int8(catalogue.entries_, name);
  return catalogue;
}

Catalogue Catalogue::standard() {
  const char* path = std::getenv("MIEN_CATALOGUE");
  if (path == nullptr || *path == '\0') {
    return parse(builtin_catalogue, "the built-in catalogue");
  }
  return parse(models::as_text(models::read_file(path, max_catalogue_bytes)), path);
}

const CatalogueEntry& Catalogue::at(std::string_view id) const {
  const auto match = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const CatalogueEntry& entry) { return entry.id == id; });
  if (match != entries_.end()) return *match;
  std::vector<std::string_view> names;
  for (const CatalogueEntry& entry : entries_) names.push_back(entry.id);
  throw Error(ErrorCode::usage,
              fmt::format("model: expected one of {}, found \"{}\"", fmt::join(names, ", "), id));
}

}  // namespace mien

#include "phone/page_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <system_error>

#include "mien/core/error.h"
#include "models/bytes.h"
#include "models/digest.h"
#include "models/installed_folders.h"
#include "phone/packs.h"

namespace mien {

extern const std::string_view phone_index;
extern const std::string_view phone_style;
extern const std::string_view phone_own_style;
extern const std::string_view phone_icon;
extern const std::string_view phone_manifest;
extern const std::string_view phone_licences;
extern const std::string_view phone_sw;
extern const std::string_view phone_album;
extern const std::string_view phone_app;
extern const std::string_view phone_camera;
extern const std::string_view phone_draw;
extern const std::string_view phone_engine;
extern const std::string_view phone_group;
extern const std::string_view phone_offline;
extern const std::string_view phone_times;
extern const std::string_view phone_worker;

}  // namespace mien

namespace mien::phone {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view core_names[] = {"mien.js", "mien.wasm"};

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::vector<PageFile> core_files(const std::vector<fs::path>& folders) {
  std::string searched;
  for (const fs::path& folder : folders) {
    const bool whole = std::ranges::all_of(core_names, [&](std::string_view name) {
      std::error_code ignored;
      return fs::is_regular_file(folder / name, ignored);
    });
    if (!whole) {
      searched += (searched.empty() ? "" : ", ") + folder.string();
      continue;
    }
    std::vector<PageFile> files;
    for (const std::string_view name : core_names) {
      files.push_back({std::string(name), models::read_file(folder / name)});
    }
    return files;
  }
  throw Error(
      ErrorCode::setup,
      fmt::format("expected mien.js and mien.wasm, the page's core, in one of {}, found "
                  "none; make phone builds them in mien's source tree, and MIEN_PHONE names "
                  "a folder that has them",
                  searched));
}

/// The text with one word replaced.
std::string with(std::string_view text, std::string_view word, const std::string& value) {
  std::string result(text);
  const std::size_t at = result.find(word);
  if (at != std::string::npos) result.replace(at, word.size(), value);
  return result;
}

std::string version_of(const std::vector<PageFile>& files) {
  models::Sha256 digest;
  for (const PageFile& file : files) {
    digest.add(bytes_of(file.name));
    digest.add(file.bytes);
  }
  constexpr std::size_t digits = 16;
  return digest.hex().substr(0, digits);
}

}  // namespace

std::vector<fs::path> core_folders() {
  return models::installed_folders("MIEN_PHONE", {.from_library = MIEN_PHONE_FROM_LIBRARY,
                                                  .from_program = MIEN_PHONE_FROM_PROGRAM,
                                                  .in_source = MIEN_PHONE_IN_SOURCE});
}

std::vector<PageFile> page_files(const ModelStore& store, const std::vector<fs::path>& folders) {
  std::vector<PageFile> files = core_files(folders);
  const auto add = [&](const char* name, std::string_view text) {
    files.push_back({name, bytes_of(text)});
  };
  add("index.html", phone_index);
  add("style.css", phone_style);
  add("phone.css", phone_own_style);
  add("icon.svg", phone_icon);
  add("manifest.webmanifest", phone_manifest);
  add("LICENCES.txt", phone_licences);
  add("album.js", phone_album);
  add("app.js", phone_app);
  add("camera.js", phone_camera);
  add("draw.js", phone_draw);
  add("engine.js", phone_engine);
  add("group.js", phone_group);
  add("offline.js", phone_offline);
  add("times.js", phone_times);
  add("worker.js", phone_worker);
  std::string list;
  for (NamedPack& pack : make_packs(store)) {
    const std::string name = "packs/" + pack.name + ".pack";
    list += fmt::format("  {{ file: '{}', bytes: {} }},\n", name, pack.bytes.size());
    files.push_back({name, std::move(pack.bytes)});
  }
  add("packs.js", fmt::format("// The networks, in the order in which they are loaded.\n"
                              "export const packs = [\n{}];\n",
                              list));
  std::string names = "'./'";
  for (const PageFile& file : files) names += fmt::format(", '{}'", file.name);
  add("sw.js", with(with(phone_sw, "@VERSION@", version_of(files)), "@FILES@", names));
  return files;
}

}  // namespace mien::phone

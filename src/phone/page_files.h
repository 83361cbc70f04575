#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "mien/models/model_store.h"

namespace mien::phone {

/// A file of the page; its name may hold a folder ("packs/rfb.pack").
struct PageFile {
  std::string name;
  std::vector<std::byte> bytes;
};

/// Folders where the page's core in WebAssembly (mien.js and mien.wasm) may be, the likeliest
/// first. $MIEN_PHONE is the only one if it is set. Else they are share/mien/phone beside the
/// library or program that holds this code, and build/phone of the source tree that it was built
/// from.
[[nodiscard]] std::vector<std::filesystem::path> core_folders();

/// All files of the phone page, for any folder of a web server. Its service worker names each of
/// them, and has a version of its own for each content.
/// @param folders where mien.js and mien.wasm are looked for, one after the other
/// @throws Error (ErrorCode::setup) that says how to get the core, if it is in none of the folders;
/// (ErrorCode::model) if a model is not in the store
[[nodiscard]] std::vector<PageFile> page_files(const ModelStore& store,
                                               const std::vector<std::filesystem::path>& folders);

}  // namespace mien::phone

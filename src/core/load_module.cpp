#include "core/load_module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "mien/core/error.h"

namespace mien {

namespace {

/// Beside the library that this function is in.
std::filesystem::path module_path(const std::string& file) {
  Dl_info here{};
  if (::dladdr(reinterpret_cast<void*>(&module_path), &here) == 0 || here.dli_fname == nullptr) {
    return file;
  }
  return std::filesystem::path(here.dli_fname).parent_path() / file;
}

}  // namespace

void* load_symbol(const std::string& file, const char* symbol, std::string_view what) {
  const std::filesystem::path path = module_path(file);
  const auto fail = [&] {
    const char* const reason = ::dlerror();
    throw Error(ErrorCode::setup, fmt::format("{}: expected mien's module to {}: {}", path.string(),
                                              what, reason == nullptr ? "it is empty" : reason));
  };
  void* const module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) fail();
  void* const found = ::dlsym(module, symbol);
  if (found == nullptr) fail();
  return found;
}

}  // namespace mien

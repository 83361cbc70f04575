#include "core/load_module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "mien/core/error.h"

namespace mien {

namespace {

/// Where an installed libmien has it: in the private folder beside the library that this function
/// is in. In a build folder it is beside the library.
std::filesystem::path module_path(const std::string& file) {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<void*>(&module_path), &info) == 0 || info.dli_fname == nullptr) {
    return file;
  }
  const std::filesystem::path folder = std::filesystem::path(info.dli_fname).parent_path();
  const std::filesystem::path installed = folder / "mien" / file;
  std::error_code ignored;
  return std::filesystem::exists(installed, ignored) ? installed : folder / file;
}

}  // namespace

void* load_symbol(const std::string& file, const char* symbol, std::string_view purpose) {
  const std::filesystem::path path = module_path(file);
  const auto fail = [&] {
    const char* const reason = ::dlerror();
    throw Error(ErrorCode::setup, fmt::format("{}: expected mien's module to {}: {}", path.string(),
                                              purpose, reason == nullptr ? "it is empty" : reason));
  };
  void* const module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) fail();
  void* const address = ::dlsym(module, symbol);
  if (address == nullptr) fail();
  return address;
}

}  // namespace mien

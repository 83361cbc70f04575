#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "mien/core/error.h"

namespace mien::c {

/// Writes the defaults into a struct of the caller, whose program may know a shorter or longer one:
/// only what both know is written, and the rest is zero.
template <typename Struct>
void init_sized(Struct* target, std::size_t size, Struct defaults) {
  if (target == nullptr) return;
  defaults.struct_size = size;
  std::memset(target, 0, size);
  std::memcpy(target, &defaults, std::min(size, sizeof(Struct)));
}

/// A copy of a struct of the caller, with defaults for what the caller's program does not know.
/// @throws Error (ErrorCode::usage) if the size cannot be that of such a struct
template <typename Struct>
Struct read_sized(const Struct* source, Struct defaults, const char* name) {
  if (source == nullptr) return defaults;
  std::size_t size = 0;
  std::memcpy(&size, source, sizeof size);
  constexpr std::size_t longest = 65'536;
  if (size < sizeof size || size > longest) {
    throw Error(ErrorCode::usage, std::string(name) + ": struct_size: expected " +
                                      std::to_string(sizeof(Struct)) + ", found " +
                                      std::to_string(size));
  }
  std::memcpy(&defaults, source, std::min(size, sizeof(Struct)));
  return defaults;
}

/// Fills in a struct of the caller, who has set its size: only what both sides know is written.
/// @throws Error (ErrorCode::usage) as `read_sized`
template <typename Struct>
void write_sized(Struct& target, Struct value, const char* name) {
  value.struct_size = read_sized(&target, Struct{}, name).struct_size;
  std::memcpy(&target, &value, std::min(value.struct_size, sizeof(Struct)));
}

}  // namespace mien::c

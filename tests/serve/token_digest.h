#pragma once

#include <span>
#include <string>
#include <string_view>

#include "models/digest.h"

namespace mien::serve {

/// A token as a token file has it.
inline std::string digest(std::string_view token) {
  return models::sha256_hex(std::as_bytes(std::span(token)));
}

}  // namespace mien::serve

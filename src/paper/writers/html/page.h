#pragma once

#include <string_view>

namespace mien {

// The file beside this one, embedded at build time.
extern const std::string_view reproduce_tables_css;

}  // namespace mien

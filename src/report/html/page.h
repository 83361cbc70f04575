#pragma once

#include <string_view>

namespace mien {

// The files beside this one, embedded at build time.
extern const std::string_view report_page_css;
extern const std::string_view report_page_js;

}  // namespace mien

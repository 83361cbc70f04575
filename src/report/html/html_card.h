#pragma once

#include <string>

#include "mien/core/face.h"
#include "mien/report/html_report.h"

namespace mien {

/// The card of one input of an HTML report.
[[nodiscard]] std::string html_card(const ImageResult& result, const ReportPictures& pictures);

}  // namespace mien

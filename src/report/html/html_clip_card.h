#pragma once

#include <string>

#include "mien/clip/summary.h"
#include "mien/report/html_report.h"

namespace mien {

/// The card of one clip of an HTML report: its facts, timeline and people.
[[nodiscard]] std::string html_clip_card(const ClipSummary& clip, const ClipPictures& pictures);

}  // namespace mien

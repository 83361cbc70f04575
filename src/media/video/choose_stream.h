#pragma once

#include <string>

struct AVFormatContext;

namespace mien::media {

/// The stream of pictures that is read, or why there is none.
struct ChosenStream {
  int index = -1;
  std::string failure;
};

/// Chooses as FFmpeg's players do: cover pictures never; then the stream that is marked as the
/// default one, then the largest pictures, then the most of them, then the first.
[[nodiscard]] ChosenStream choose_stream(const AVFormatContext& format);

}  // namespace mien::media

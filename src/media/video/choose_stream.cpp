#include "media/video/choose_stream.h"

#include <cstdint>
#include <tuple>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace mien::media {

namespace {

/// A cover, or the small pictures of chapters.
bool is_attached(const AVStream& stream) {
  return (stream.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) !=
         0;
}

std::tuple<bool, std::int64_t, std::int64_t> rank(const AVStream& stream) {
  const AVCodecParameters& codec = *stream.codecpar;
  return {(stream.disposition & AV_DISPOSITION_DEFAULT) != 0,
          std::int64_t{codec.width} * codec.height, stream.nb_frames};
}

std::string what_there_is(bool sound, bool covers, bool unknown) {
  if (unknown) return "no decoder for its pictures";
  if (covers) return sound ? "sound with a cover picture alone" : "a cover picture alone";
  return sound ? "sound alone" : "no pictures";
}

}  // namespace

ChosenStream choose_stream(const AVFormatContext& format) {
  const AVStream* best = nullptr;
  bool sound = false;
  bool covers = false;
  bool unknown = false;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream& stream = *format.streams[i];
    sound = sound || stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    if (stream.codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    if (is_attached(stream)) {
      covers = true;
    } else if (::avcodec_find_decoder(stream.codecpar->codec_id) == nullptr) {
      unknown = true;
    } else if (best == nullptr || rank(stream) > rank(*best)) {
      best = &stream;
    }
  }
  if (best == nullptr) return {-1, what_there_is(sound, covers, unknown)};
  return {best->index, {}};
}

}  // namespace mien::media

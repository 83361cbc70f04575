#include "media/formats/webp_frames.h"

#include <webp/demux.h>

namespace mien::media {

namespace {

struct FreeDecoder {
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

Image on_white(const std::uint8_t* rgba, Size size) {
  Image picture(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* to = picture.mutable_row(y);
    for (int x = 0; x < size.width; ++x, rgba += 4, to += 3) {
      for (int c = 0; c < 3; ++c) {
        to[c] = static_cast<std::uint8_t>((rgba[c] * rgba[3] + 255 * (255 - rgba[3]) + 127) / 255);
      }
    }
  }
  return picture;
}

}  // namespace

struct WebpFrames::Decoder {
  std::unique_ptr<WebPAnimDecoder, FreeDecoder> decoder;
  WebPAnimInfo info{};
  std::int64_t shown = 0;  ///< until when the last picture is shown, milliseconds
};

WebpFrames::WebpFrames(Bytes data) : decoder_(std::make_unique<Decoder>()) {
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) return;
  options.color_mode = MODE_RGBA;
  const WebPData file{reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
  decoder_->decoder.reset(WebPAnimDecoderNew(&file, &options));
  if (decoder_->decoder && WebPAnimDecoderGetInfo(decoder_->decoder.get(), &decoder_->info) == 0) {
    decoder_->decoder.reset();
  }
}

WebpFrames::~WebpFrames() = default;

bool WebpFrames::valid() const { return decoder_->decoder != nullptr; }

Size WebpFrames::size() const {
  return {static_cast<int>(decoder_->info.canvas_width),
          static_cast<int>(decoder_->info.canvas_height)};
}

int WebpFrames::count() const { return static_cast<int>(decoder_->info.frame_count); }

std::optional<WebpFrames::Frame> WebpFrames::next() {
  if (!valid() || WebPAnimDecoderHasMoreFrames(decoder_->decoder.get()) == 0) return std::nullopt;
  std::uint8_t* pixels = nullptr;
  int end = 0;
  if (WebPAnimDecoderGetNext(decoder_->decoder.get(), &pixels, &end) == 0) return std::nullopt;
  Frame frame{on_white(pixels, size()), decoder_->shown};
  decoder_->shown = end;
  return frame;
}

}  // namespace mien::media

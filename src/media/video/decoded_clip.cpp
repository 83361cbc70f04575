#include "media/video/decoded_clip.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <utility>

#include "media/video/part_of_clip.h"
#include "mien/core/error.h"
#include "pixels/turn.h"

namespace mien::media {

namespace {

using Clock = std::chrono::steady_clock;

double sound_rate(double rate) { return rate > 0.01 && rate <= 1000 ? rate : 0; }

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class DecodedClip final : public FrameSource {
 public:
  DecodedClip(std::string name, ClipRequest::Kind kind, std::unique_ptr<ClipDecoder> decoder,
              const FrameSourceOptions& options)
      : decoder_(std::move(decoder)), options_(options), kind_(kind) {
    const ClipFacts facts = decoder_->facts();
    info_.name = std::move(name);
    info_.size = {std::max(facts.width, 0), std::max(facts.height, 0)};
    info_.frame_rate = sound_rate(facts.frame_rate);
    info_.live = kind != ClipRequest::Kind::file;
    if (info_.frame_rate > 0) step_ = 1 / info_.frame_rate;
    const bool countable = !info_.live && std::isfinite(facts.frames) && facts.frames > 0;
    if (countable) expected_ = facts.frames;
    info_.duration = expected_ * (info_.frame_rate > 0 ? step_ : 0);
    require_size(info_.size);
  }

  std::optional<Frame> next() override {
    while (!ended_ && grab()) {
      const std::int64_t index = grabbed_++;
      time_frame(index);
      if (options_.to && seconds_ >= *options_.to) {
        ended_ = true;
        stopped_early_ = true;
        break;
      }
      if (seconds_ < options_.from || index % options_.every != 0) continue;
      const RawFrame raw = decoder_->picture();
      if (raw.pixels == nullptr) {
        ++unconverted_;
        continue;
      }
      require_size({raw.width, raw.height});
      ++given_;
      const auto stride = static_cast<std::ptrdiff_t>(raw.stride);
      return Frame{pixels::owned(Image::view(raw.pixels, raw.width, raw.height, stride)), seconds_,
                   index};
    }
    ended_ = true;
    if (given_ == 0 && (grabbed_ == 0 || unconverted_ > 0)) fail_empty();
    if (given_ == 0) fail_outside(info_.name, options_, grabbed_, seconds_ + step_);
    return std::nullopt;
  }

  [[nodiscard]] const ClipInfo& info() const override { return info_; }

  [[nodiscard]] std::string damage() const override {
    if (info_.live) return silence_;
    std::string text;
    // Both must fall short: of containers without a table of frames the number is a guess.
    const double end = seconds_ + step_;
    const auto read = static_cast<double>(grabbed_);
    const bool cut = ended_ && !stopped_early_ && read < expected_ && end < 0.95 * info_.duration &&
                     end + 2 * step_ < info_.duration;
    if (cut) {
      text = fmt::format("cut short: {} of {:.0f} frames could be read", grabbed_, expected_);
    }
    const Faults faults = decoder_->faults();
    if (faults.count > 0) {
      text += fmt::format("{}damaged: the decoder reported {} {}, the first near {:.1f} s: {}",
                          text.empty() ? "" : "; ", faults.count,
                          faults.count == 1 ? "fault" : "faults", first_fault_, faults.first);
    }
    return text;
  }

 private:
  bool grab() {
    const Clock::time_point start = Clock::now();
    const bool grabbed = decoder_->grab();
    if (!fault_seen_ && decoder_->faults().count > 0) {
      fault_seen_ = true;
      first_fault_ = seconds_;
    }
    if (grabbed) return true;
    if (info_.live && seconds_since(start) >= 0.9 * options_.read_timeout) {
      silence_ = fmt::format("no frame came for {:.0f} s", options_.read_timeout);
    }
    return false;
  }

  void time_frame(std::int64_t index) {
    const double before = seconds_;
    double now = decoder_->milliseconds() / 1000;
    if (kind_ == ClipRequest::Kind::camera) {
      if (index == 0) first_arrival_ = Clock::now();
      now = seconds_since(first_arrival_);
    }
    if (index == 0) {
      seconds_ = std::isfinite(now) && kind_ == ClipRequest::Kind::file ? std::max(now, 0.0) : 0;
      offset_ = info_.live && std::isfinite(now) ? now : 0;
      return;
    }
    const double shifted = now - offset_;
    const bool known = std::isfinite(now) && now > 0 && shifted > before;
    seconds_ = known ? shifted : before + step_;
    if (known) step_ = seconds_ - before;
  }

  void require_size(Size size) const {
    const std::int64_t pixels = std::int64_t{size.width} * size.height;
    if (pixels <= options_.max_pixels) return;
    throw Error(ErrorCode::input,
                fmt::format("{}: expected frames of at most {} pixels, found {} x {}", info_.name,
                            options_.max_pixels, size.width, size.height));
  }

  [[noreturn]] void fail_empty() const {
    const std::string reason = decoder_->faults().first;
    throw Error(ErrorCode::input,
                fmt::format("{}: expected frames, found none that can be decoded{}{}", info_.name,
                            reason.empty() ? "" : ": ", reason));
  }

  std::unique_ptr<ClipDecoder> decoder_;
  FrameSourceOptions options_;
  ClipRequest::Kind kind_;
  ClipInfo info_;
  double expected_ = 0;  ///< frames
  std::int64_t grabbed_ = 0;
  std::int64_t given_ = 0;
  std::int64_t unconverted_ = 0;
  double seconds_ = 0;  ///< of the frame grabbed last
  double step_ = 0.04;
  double offset_ = 0;  ///< of a live source: the clock at its first frame
  Clock::time_point first_arrival_;
  bool fault_seen_ = false;
  double first_fault_ = 0;
  bool ended_ = false;
  bool stopped_early_ = false;
  std::string silence_;
};

}  // namespace

std::unique_ptr<FrameSource> make_decoded_clip(std::string name, ClipRequest::Kind kind,
                                               std::unique_ptr<ClipDecoder> decoder,
                                               const FrameSourceOptions& options) {
  return std::make_unique<DecodedClip>(std::move(name), kind, std::move(decoder), options);
}

}  // namespace mien::media

#include "eval/predictions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>
#include <utility>

#include "core/thread_pool.h"
#include "face/interpret.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "mien/media/image_io.h"

namespace mien::eval {

namespace {

using State = PictureOutcome::State;

Image mirrored(const Image& picture) {
  Image result(picture.width(), picture.height());
  for (int y = 0; y < picture.height(); ++y) {
    std::uint8_t* out = result.mutable_row(y);
    for (int x = picture.width() - 1; x >= 0; --x, out += Image::channels) {
      std::memcpy(out, picture.row(y) + std::ptrdiff_t{Image::channels} * x, Image::channels);
    }
  }
  return result;
}

/// What the network is to see of a picture.
struct SeenFace {
  Detection face;
  CropSpec crop;
};

/// Reads, cuts and runs pictures batch by batch.
class Predictor {
 public:
  Predictor(const Network& network, const dataset::PictureSet& set,
            std::span<const std::size_t> heads, const PredictOptions& options)
      : network_(network),
        set_(set),
        options_(options),
        pool_(options.threads),
        views_(options.flip ? 2 : 1),
        values_(input_values(network.metadata().input)) {
    result_.outcomes.resize(set.pictures.size());
    for (const std::size_t head : heads) result_.heads.push_back({head, 0, {}});
    // A network exported for a fixed batch gets exactly that many.
    const std::int64_t fixed = network.input().shape.front();
    batch_ = static_cast<std::size_t>(fixed > 0 ? fixed : std::max(1, options.batch));
  }

  Predictions run() {
    std::size_t unreadable = 0;
    for (std::size_t first = 0; first < set_.pictures.size(); first += batch_) {
      if (options_.stop && options_.stop()) {
        throw Error(ErrorCode::cancelled, fmt::format("interrupted after {} of {} pictures", first,
                                                      set_.pictures.size()));
      }
      const std::size_t count = std::min(batch_, set_.pictures.size() - first);
      run_batch(first, count);
      unreadable += count_unreadable(first, count);
      check_unreadable(unreadable);
      if (options_.progress) options_.progress(first + count, set_.pictures.size());
    }
    return std::move(result_);
  }

 private:
  void run_batch(std::size_t first, std::size_t count) {
    const std::vector<std::int64_t> shape = input_shape(network_, count);
    const auto rows = static_cast<std::size_t>(shape.front());
    std::vector<float> pixels(views_ * rows * values_);
    pool_.parallel_for(count, [&](std::size_t i) {
      const auto view = [&](std::size_t v) {
        return std::span(pixels).subspan((v * rows + i) * values_, values_);
      };
      result_.outcomes[first + i] = read(first + i, view(0), view(views_ - 1));
    });
    for (std::size_t v = 0; v < views_; ++v) {
      keep(network_.run({shape, std::span(pixels).subspan(v * rows * values_, rows * values_)}),
           first, count, rows);
    }
  }

  /// Writes the picture and, into another place, its mirror image.
  [[nodiscard]] PictureOutcome read(std::size_t index, std::span<float> target,
                                    std::span<float> mirror) const {
    const dataset::LabelledPicture& picture = set_.pictures[index];
    const dataset::PictureSource& source = *set_.sources[picture.source];
    const InputSpec& input = network_.metadata().input;
    try {
      const Image image = decode_image(source.read(picture.record), source.where(picture.record));
      const std::optional<SeenFace> seen = face_of(image, source.box(picture.record));
      if (!seen) {
        return {State::no_face, source.where(picture.record) + ": expected a face, found none"};
      }
      const Image cut = cut_face(image, seen->face, input, seen->crop);
      write_input(cut, input, target);
      if (options_.flip) write_input(mirrored(cut), input, mirror);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input) throw;
      return {State::unreadable, error.what()};
    } catch (const std::bad_alloc&) {
      return {State::unreadable,
              source.where(picture.record) + ": not enough memory for this picture"};
    }
    return {};
  }

  [[nodiscard]] std::optional<SeenFace> face_of(const Image& image,
                                                const std::optional<Box>& box) const {
    const CropSpec& crop = network_.metadata().crop;
    SeenFace seen{{}, crop};
    if (box) {
      seen.face.box = *box;
    } else if (options_.detector) {
      const std::vector<Detection> faces = options_.detector->detect(image);
      if (faces.empty()) return std::nullopt;
      seen.face = *std::ranges::max_element(faces, {},
                                            [](const Detection& face) { return face.box.area(); });
    } else {
      // A crop of a data set is taken as it is, also by networks that turn faces upright.
      seen = {
          {.box = {0, 0, static_cast<float>(image.width()), static_cast<float>(image.height())}},
          {}};
    }
    return seen;
  }

  /// Adds the share of one view to the answers.
  void keep(const std::vector<Tensor>& outputs, std::size_t first, std::size_t count,
            std::size_t rows) {
    const float share = 1.0F / static_cast<float>(views_);
    for (HeadOutputs& head : result_.heads) {
      const std::vector<float>& data = outputs[head.head].data;
      const std::size_t row = data.size() / rows;
      const HeadSpec& spec = network_.metadata().heads[head.head];
      head.width = own_values(spec, std::span(data).first(row)).size();
      head.values.resize(set_.pictures.size() * head.width);
      for (std::size_t i = 0; i < count; ++i) {
        if (result_.outcomes[first + i].state != State::answered) continue;
        const std::vector<float> values =
            activated(own_values(spec, std::span(data).subspan(i * row, row)), spec.activation);
        float* target = head.values.data() + (first + i) * head.width;
        for (std::size_t k = 0; k < head.width; ++k) target[k] += share * values[k];
      }
    }
  }

  [[nodiscard]] std::size_t count_unreadable(std::size_t first, std::size_t count) const {
    return static_cast<std::size_t>(
        std::ranges::count(std::span(result_.outcomes).subspan(first, count), State::unreadable,
                           &PictureOutcome::state));
  }

  void check_unreadable(std::size_t unreadable) const {
    const auto all = static_cast<double>(set_.pictures.size());
    if (static_cast<double>(unreadable) <= options_.max_corrupt_share * all) return;
    const auto last = std::ranges::find(result_.outcomes.rbegin(), result_.outcomes.rend(),
                                        State::unreadable, &PictureOutcome::state);
    throw Error(ErrorCode::input,
                fmt::format("expected at most {:g} % of {} pictures to be unreadable, "
                            "found {}, the last: {}",
                            100 * options_.max_corrupt_share, set_.pictures.size(), unreadable,
                            last->message));
  }

  const Network& network_;
  const dataset::PictureSet& set_;
  const PredictOptions& options_;
  ThreadPool pool_;
  std::size_t views_;
  std::size_t values_;
  std::size_t batch_;
  Predictions result_;
};

}  // namespace

Predictions predict(const Network& network, const dataset::PictureSet& set,
                    std::span<const std::size_t> heads, const PredictOptions& options) {
  if (network.metadata().input.width == 0) {
    throw Error(ErrorCode::model, fmt::format("{}: \"input.width\": expected a fixed size for a "
                                              "network that reads faces, found 0",
                                              network.metadata().id));
  }
  return Predictor(network, set, heads, options).run();
}

}  // namespace mien::eval

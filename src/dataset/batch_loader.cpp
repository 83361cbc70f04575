#include "dataset/batch_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dataset/range.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

constexpr std::size_t most_threads = 256;
constexpr std::size_t most_queued = 1024;
constexpr std::size_t largest_batch = 65536;
constexpr std::size_t named_pictures = 5;

std::vector<std::size_t> order_of(const LoaderOptions& options, std::size_t pictures,
                                  std::size_t epoch) {
  if (options.weights.empty()) return epoch_order(pictures, options.shuffle, options.seed, epoch);
  return weighted_order(options.weights, options.seed, epoch);
}

void check_loader(const LoaderOptions& options, const EncodedPictures& pictures) {
  const auto within = [](std::string_view name, std::size_t value, std::size_t least,
                         std::size_t most) {
    check_option(name, static_cast<double>(value), static_cast<double>(least),
                 static_cast<double>(most));
  };
  within("batch_size", options.batch_size, 1, largest_batch);
  within("threads", options.threads, 1, most_threads);
  within("queue", options.queue, 1, most_queued);
  within("world_size", options.world_size, 1, largest_batch);
  within("rank", options.rank, 0, options.world_size - 1);
  if (pictures.size == 0) {
    throw Error(ErrorCode::usage, "batch loader: expected at least one picture, found none");
  }
  if (!options.weights.empty() && options.weights.size() != pictures.size) {
    throw Error(ErrorCode::usage,
                fmt::format("sampling weights: expected one for each of {} pictures, found {}",
                            pictures.size, options.weights.size()));
  }
}

}  // namespace

/// A batch in the making. Its members are guarded by the loader's mutex, except that the pixels
/// and the place in `samples` of a claimed sample are its worker's until it is done.
struct BatchLoader::Slot {
  Batch batch;
  std::shared_ptr<const std::vector<std::size_t>> order;
  Positions positions;
  std::size_t claimed = 0;
  std::size_t done = 0;
  std::vector<std::vector<CorruptPicture>> corrupt;  // of each sample
  std::exception_ptr failure{};
  std::size_t failed_sample = 0;
};

struct BatchLoader::Claim {
  std::shared_ptr<Slot> slot;
  std::size_t sample;
};

BatchLoader::BatchLoader(EncodedPictures pictures, LoaderOptions options)
    : writer_(std::move(pictures), options),
      options_(std::move(options)),
      share_{options_.batch_size, options_.rank, options_.world_size, options_.drop_last} {
  check_loader(options_, writer_.pictures());
  if (!options_.weights.empty()) (void)order_of(options_, writer_.pictures().size, 0);
  batches_ = batches_of(writer_.pictures().size, share_);
  next_batch_ = batches_;
  threads_.reserve(options_.threads);
  for (std::size_t i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

void BatchLoader::start_epoch(std::size_t epoch, std::size_t first_batch) {
  if (first_batch > batches_) {
    throw Error(ErrorCode::usage, fmt::format("first batch of epoch {}: expected at most {}, the "
                                              "number of batches, found {}",
                                              epoch, batches_, first_batch));
  }
  auto order = std::make_shared<const std::vector<std::size_t>>(
      order_of(options_, writer_.pictures().size, epoch));
  {
    const std::scoped_lock lock(mutex_);
    slots_.clear();  // a worker that is not done with one keeps it until then
    order_ = std::move(order);
    epoch_ = epoch;
    next_batch_ = first_batch;
  }
  sample_wanted_.notify_all();
}

void BatchLoader::end_epoch() {
  const std::scoped_lock lock(mutex_);
  slots_.clear();
  next_batch_ = batches_;
}

std::optional<Batch> BatchLoader::next() {
  std::shared_ptr<Slot> slot;
  {
    std::unique_lock lock(mutex_);
    if (slots_.empty() && next_batch_ == batches_) return std::nullopt;
    batch_done_.wait(lock, [&] {
      return !slots_.empty() && slots_.front()->done == slots_.front()->positions.size();
    });
    slot = std::move(slots_.front());
    slots_.pop_front();
  }
  sample_wanted_.notify_all();
  try {
    if (slot->failure) std::rethrow_exception(slot->failure);
    note_corrupt(*slot);
  } catch (...) {
    end_epoch();
    throw;
  }
  return std::move(slot->batch);
}

void BatchLoader::note_corrupt(const Slot& slot) {
  for (const auto& pictures : slot.corrupt) {
    for (const CorruptPicture& picture : pictures) {
      if (std::ranges::find(corrupt_, picture.index, &CorruptPicture::index) == corrupt_.end())
        corrupt_.push_back(picture);
    }
  }
  if (corrupt_.size() <= writer_.most_corrupt()) return;
  std::string first;
  for (std::size_t i = 0; i < std::min(named_pictures, corrupt_.size()); ++i) {
    first += (i == 0 ? "" : "; ") + corrupt_[i].message;
  }
  throw Error(ErrorCode::input,
              fmt::format("{} of {} pictures cannot be read so far, expected at most {} ({} %): {}",
                          corrupt_.size(), writer_.pictures().size, writer_.most_corrupt(),
                          100 * options_.max_corrupt_share, first));
}

bool BatchLoader::can_open_slot() const {
  return next_batch_ < batches_ && slots_.size() < options_.queue;
}

void BatchLoader::open_slot() {
  auto slot = std::make_shared<Slot>();
  slot->batch.epoch = epoch_;
  slot->batch.index = next_batch_;
  slot->batch.views = writer_.all_views();
  slot->order = order_;
  const Positions positions = positions_of(next_batch_, order_->size(), share_);
  ++next_batch_;
  try {
    slot->batch.samples.resize(positions.size());
    slot->corrupt.resize(positions.size());
    slot->batch.pixels.resize(writer_.all_views() * positions.size() * writer_.values());
    slot->positions = positions;
  } catch (...) {
    slot->failure = std::current_exception();
  }
  slots_.push_back(std::move(slot));
}

std::optional<BatchLoader::Claim> BatchLoader::claim_sample() {
  while (slots_.empty() || slots_.back()->claimed == slots_.back()->positions.size()) {
    if (!can_open_slot()) return std::nullopt;
    open_slot();
    if (slots_.back()->positions.size() == 0) batch_done_.notify_all();
  }
  const std::shared_ptr<Slot>& slot = slots_.back();
  return Claim{slot, slot->claimed++};
}

void BatchLoader::fill(const Claim& claim) {
  Slot& slot = *claim.slot;
  const std::size_t values = writer_.values();
  std::vector<std::span<float>> views;
  for (std::size_t view = 0; view < slot.batch.views; ++view) {
    const std::size_t place = view * slot.batch.samples.size() + claim.sample;
    views.push_back(std::span(slot.batch.pixels).subspan(place * values, values));
  }
  WrittenSample written =
      writer_.write(*slot.order, slot.batch.epoch, slot.positions.first + claim.sample, views);
  slot.batch.samples[claim.sample] = written.picture.value_or(0);
  slot.corrupt[claim.sample] = std::move(written.corrupt);
}

void BatchLoader::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    std::optional<Claim> claim;
    sample_wanted_.wait(lock, stop, [&] { return (claim = claim_sample()).has_value(); });
    if (stop.stop_requested()) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      fill(*claim);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    Slot& slot = *claim->slot;
    // Of several failures always the same one arrives, the first sample's.
    if (failure && (!slot.failure || claim->sample < slot.failed_sample)) {
      slot.failure = failure;
      slot.failed_sample = claim->sample;
    }
    if (++slot.done == slot.positions.size()) batch_done_.notify_all();
  }
}

}  // namespace mien::dataset

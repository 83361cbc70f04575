#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "dataset/encoded_pictures.h"
#include "dataset/epoch_order.h"
#include "dataset/sources/sample_writer.h"

namespace mien::dataset {

/// Pictures as a network is fed them.
struct Batch {
  std::size_t epoch = 0;
  std::size_t index = 0;             ///< in the epoch
  std::vector<std::size_t> samples;  ///< indices into the picture set
  std::size_t views = 1;             ///< views of each sample, the clean one included
  /// views x samples x rows x columns x channels, normalised by InputSpec: all first views, then
  /// all second views.
  std::vector<float> pixels;
};

/// How a set of pictures becomes batches.
struct LoaderOptions : SampleOptions {
  bool shuffle = true;
  bool drop_last = false;       ///< leave out what does not fill a batch of all processes
  std::size_t batch_size = 64;  ///< of this process
  std::size_t threads = 1;      ///< that decode and augment
  std::size_t queue = 2;        ///< batches that are being made or wait to be fetched
  std::size_t rank = 0;         ///< which of the processes that share the batches this is
  std::size_t world_size = 1;   ///< number of them
  /// One a picture, or none. With them an epoch is as many pictures, drawn with replacement in
  /// proportion to their weights (`class_balanced_weights`), and `shuffle` means nothing.
  std::vector<double> weights;
};

/// Makes batches on threads of its own, ahead of the one thread that fetches them.
///
/// What a batch holds depends on the pictures and the options alone. It does not depend on the
/// number of threads or on the epochs and batches that were read before. Which pictures are varied
/// and how depends on (seed, epoch). Two processes of batch size B, with ranks 0 and 1 of world
/// size 2, fetch together exactly what one with batch size 2 B does.
class BatchLoader {
 public:
  /// @throws Error (ErrorCode::usage) if an option is out of range, there is no picture, or the
  /// number of weights is not that of the pictures
  BatchLoader(EncodedPictures pictures, LoaderOptions options);

  /// Batches of an epoch.
  [[nodiscard]] std::size_t batches() const { return batches_; }

  /// Starts over with batch `first_batch` of an epoch; what is not fetched of another is dropped.
  /// @throws Error (ErrorCode::usage) if the epoch has fewer batches
  void start_epoch(std::size_t epoch, std::size_t first_batch = 0);

  /// The next batch in order; nothing after the last one and before the first `start_epoch`.
  ///
  /// A picture that cannot be read is replaced by the next one that can.
  /// @throws Error (ErrorCode::input) if more pictures cannot be read than `max_corrupt_share`
  /// allows, with their number and the first of them; and what reading pictures throws. Either
  /// ends the epoch.
  [[nodiscard]] std::optional<Batch> next();

  /// The different pictures that could not be read, of all batches that were fetched.
  [[nodiscard]] const std::vector<CorruptPicture>& corrupt() const { return corrupt_; }

 private:
  struct Slot;
  struct Claim;

  [[nodiscard]] bool can_open_slot() const;
  void open_slot();
  [[nodiscard]] std::optional<Claim> claim_sample();
  void fill(const Claim& claim);
  void work(const std::stop_token& stop);
  void end_epoch();
  void note_corrupt(const Slot& slot);

  SampleWriter writer_;
  LoaderOptions options_;
  BatchShare share_;
  std::size_t batches_;
  std::vector<CorruptPicture> corrupt_;  // the fetching thread's alone

  std::mutex mutex_;  // guards what follows
  std::condition_variable_any sample_wanted_;
  std::condition_variable batch_done_;
  std::size_t epoch_ = 0;
  std::size_t next_batch_;
  std::shared_ptr<const std::vector<std::size_t>> order_;
  std::deque<std::shared_ptr<Slot>> slots_;  // the batches in the making, in order
  std::vector<std::jthread> threads_;        // last, so that they end before what they use
};

}  // namespace mien::dataset

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "serve/metrics.h"
#include "serve/networks.h"
#include "serve/options.h"

namespace mien::serve {

/// A picture to be looked at.
struct PictureJob {
  std::string bytes;  ///< encoded
  std::string name;   ///< in messages and in the result
  AttributeChoice choice;
  int min_face = 0;   ///< pixels of the longer side; smaller faces are left out
  int max_faces = 0;  ///< the best are kept; 0 keeps all
  /// Called with the picture and its result by the thread that has them, before the answer is
  /// there; what it throws is the answer. May be absent.
  std::function<void(const Image&, const ImageResult&)> look = {};
};

/// Threads that look at the pictures of all requests. They decode a picture and find its faces one
/// by one, then read the faces of several pictures in shared forward passes. Faces wait for others
/// only while other pictures are on their way, and not longer than `ServeOptions::batch_wait`.
/// Memory is bounded: so many pictures wait, and so many pixels are decoded at once.
class Batcher {
 public:
  Batcher(const Networks& networks, const ServeOptions& options, Metrics& metrics);
  /// Waits for what was submitted.
  ~Batcher();
  Batcher(const Batcher&) = delete;
  Batcher& operator=(const Batcher&) = delete;

  /// The faces of pictures, in their order.
  /// @param jobs at least one
  /// @return the answers, or in their place what went wrong
  /// @throws Problem with status 503 if the queue has no room for all of them
  [[nodiscard]] std::vector<std::future<ImageResult>> submit(std::vector<PictureJob> jobs);

  /// As `submit`, and waits for the answers. Pictures that are not answered within the limit are
  /// given up: those that wait lose their turn, so that no work is done for nobody.
  /// @throws Problem as `submit`, and with status 503 if the answers are not there in time
  [[nodiscard]] std::vector<std::future<ImageResult>> answers(std::vector<PictureJob> jobs,
                                                              std::chrono::milliseconds limit);

  /// Whether a request has no chance to be taken now.
  [[nodiscard]] bool full() const;

  /// Whether everything that was submitted is answered.
  [[nodiscard]] bool idle() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Task;
  using TaskPointer = std::unique_ptr<Task>;

  std::vector<std::future<ImageResult>> enqueue(std::vector<PictureJob> jobs,
                                                const std::shared_ptr<std::atomic<bool>>& given_up);
  void give_up(const std::shared_ptr<std::atomic<bool>>& given_up);
  void work();
  [[nodiscard]] bool may_decode() const;
  [[nodiscard]] bool batch_is_due() const;
  [[nodiscard]] std::vector<TaskPointer> take_batch();
  void find_faces(Task& task) const;
  void read_faces(std::vector<TaskPointer>& batch);
  void read_part(std::span<const TaskPointer> tasks) const;
  void finish(Task& task);
  void give_back(std::int64_t pixels);

  const Networks& networks_;
  const Limits limits_;
  const std::size_t batch_;
  const std::chrono::milliseconds wait_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<TaskPointer> waiting_;  ///< for the detector
  std::deque<TaskPointer> found_;    ///< for the networks
  std::size_t found_faces_ = 0;      ///< of `found_`
  std::size_t finding_ = 0;          ///< pictures whose faces are being sought
  std::size_t tasks_ = 0;            ///< that have no answer yet
  std::int64_t held_pixels_ = 0;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mien::serve

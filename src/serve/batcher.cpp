#include "serve/batcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <new>
#include <span>
#include <utility>

#include "face/face_reader.h"
#include "media/probe.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "serve/problem.h"

namespace mien::serve {

namespace {

/// Adds the seconds of a scope to the metrics.
class Stage {
 public:
  Stage(Metrics& metrics, std::string_view name) : metrics_(metrics), name_(name) {}
  ~Stage() {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    metrics_.count_stage(name_, passed.count());
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

 private:
  Metrics& metrics_;
  std::string_view name_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

/// The pixels of a picture as its header says.
std::int64_t pixels_of(const PictureJob& job, std::int64_t most) {
  const Size size =
      media::probe_image(bytes_of(job.bytes), job.name, std::numeric_limits<std::int64_t>::max())
          .size;
  const std::int64_t pixels = std::int64_t{size.width} * size.height;
  if (pixels <= most) return pixels;
  throw Problem(413, "too_large",
                fmt::format("{}: expected a picture of at most {} pixels, found one of {} x {}",
                            job.name, most, size.width, size.height));
}

Image view_of(const Image& picture) {
  return Image::view(picture.row(0), picture.width(), picture.height(), picture.stride());
}

}  // namespace

struct Batcher::Task {
  PictureJob job;
  std::int64_t pixels = 0;
  std::vector<std::size_t> networks;
  std::promise<ImageResult> promise;
  Image picture;
  std::vector<Detection> detections;
  ImageResult result;
  std::exception_ptr failure;
  Clock::time_point due;                        ///< when its faces wait no longer
  std::shared_ptr<std::atomic<bool>> given_up;  ///< nobody waits for the answer; of all its request
};

Batcher::Batcher(const Networks& networks, const ServeOptions& options, Metrics& metrics)
    : networks_(networks),
      limits_(options.limits),
      batch_(static_cast<std::size_t>(options.analyzer.batch)),
      wait_(options.batch_wait),
      metrics_(metrics) {
  for (int i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

Batcher::~Batcher() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Batcher::full() const {
  const std::scoped_lock lock(mutex_);
  return tasks_ >= limits_.queue;
}

bool Batcher::idle() const {
  const std::scoped_lock lock(mutex_);
  return tasks_ == 0;
}

std::vector<std::future<ImageResult>> Batcher::submit(std::vector<PictureJob> jobs) {
  return enqueue(std::move(jobs), std::make_shared<std::atomic<bool>>(false));
}

std::vector<std::future<ImageResult>> Batcher::answers(std::vector<PictureJob> jobs,
                                                       std::chrono::milliseconds limit) {
  const auto until = Clock::now() + limit;
  const auto given_up = std::make_shared<std::atomic<bool>>(false);
  std::vector<std::future<ImageResult>> answers = enqueue(std::move(jobs), given_up);
  for (const std::future<ImageResult>& answer : answers) {
    if (answer.wait_until(until) == std::future_status::ready) continue;
    give_up(given_up);
    throw busy(fmt::format("expected an answer within {} s, found none",
                           std::chrono::duration_cast<std::chrono::seconds>(limit).count()));
  }
  return answers;
}

void Batcher::give_up(const std::shared_ptr<std::atomic<bool>>& given_up) {
  given_up->store(true);
  const std::scoped_lock lock(mutex_);
  std::erase_if(waiting_, [&](const TaskPointer& task) {
    if (task->given_up != given_up) return false;
    --tasks_;
    return true;
  });
  std::erase_if(found_, [&](const TaskPointer& task) {
    if (task->given_up != given_up) return false;
    --tasks_;
    found_faces_ -= task->detections.size();
    held_pixels_ -= task->pixels;
    return true;
  });
  metrics_.set_queue(tasks_);
  changed_.notify_all();
}

std::vector<std::future<ImageResult>> Batcher::enqueue(
    std::vector<PictureJob> jobs, const std::shared_ptr<std::atomic<bool>>& given_up) {
  std::vector<TaskPointer> tasks;
  std::vector<std::future<ImageResult>> answers;
  for (PictureJob& job : jobs) {
    auto task = std::make_unique<Task>();
    task->job = std::move(job);
    task->networks = networks_.networks_for(task->job.choice);
    task->given_up = given_up;
    answers.push_back(task->promise.get_future());
    try {
      task->pixels = pixels_of(task->job, limits_.pixels);
      tasks.push_back(std::move(task));
    } catch (...) {
      task->promise.set_exception(std::current_exception());
    }
  }
  const std::scoped_lock lock(mutex_);
  if (tasks_ + tasks.size() > limits_.queue) {
    throw busy(
        fmt::format("{} pictures wait already: expected room for {} more", tasks_, tasks.size()));
  }
  tasks_ += tasks.size();
  metrics_.set_queue(tasks_);
  std::ranges::move(tasks, std::back_inserter(waiting_));
  changed_.notify_all();
  return answers;
}

bool Batcher::may_decode() const {
  if (waiting_.empty()) return false;
  return held_pixels_ == 0 || held_pixels_ + waiting_.front()->pixels <= limits_.held_pixels;
}

bool Batcher::batch_is_due() const {
  if (found_.empty()) return false;
  const bool others_come = finding_ > 0 || may_decode();
  return !others_come || found_faces_ >= batch_ || Clock::now() >= found_.front()->due;
}

std::vector<Batcher::TaskPointer> Batcher::take_batch() {
  std::vector<TaskPointer> batch;
  std::size_t faces = 0;
  while (!found_.empty() &&
         (batch.empty() || faces + found_.front()->detections.size() <= batch_)) {
    faces += found_.front()->detections.size();
    batch.push_back(std::move(found_.front()));
    found_.pop_front();
  }
  found_faces_ -= faces;
  return batch;
}

void Batcher::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (batch_is_due()) {
      std::vector<TaskPointer> batch = take_batch();
      lock.unlock();
      read_faces(batch);
      lock.lock();
    } else if (may_decode()) {
      TaskPointer task = std::move(waiting_.front());
      waiting_.pop_front();
      held_pixels_ += task->pixels;
      ++finding_;
      lock.unlock();
      find_faces(*task);
      const bool read = !task->failure && !task->detections.empty() && !task->networks.empty() &&
                        !task->given_up->load();
      const std::int64_t pixels = task->pixels;
      if (!read) {
        finish(*task);
        task.reset();
      }
      lock.lock();
      --finding_;
      if (read) {
        task->due = Clock::now() + wait_;
        found_faces_ += task->detections.size();
        found_.push_back(std::move(task));
        changed_.notify_all();
      } else {
        give_back(pixels);
      }
    } else if (ended_ && tasks_ == 0) {
      return;
    } else if (!found_.empty()) {
      // A copy, since another worker may take the task while this one waits.
      const Clock::time_point due = found_.front()->due;
      changed_.wait_until(lock, due);
    } else {
      changed_.wait(lock);
    }
  }
}

void Batcher::give_back(std::int64_t pixels) {
  held_pixels_ -= pixels;
  changed_.notify_all();
}

void Batcher::find_faces(Task& task) const {
  try {
    {
      const Stage stage(metrics_, "decode");
      task.picture =
          decode_image(bytes_of(task.job.bytes), task.job.name, {.max_pixels = limits_.pixels});
    }
    task.job.bytes = {};
    const Stage stage(metrics_, "detect");
    task.detections = networks_.detect(task.picture);
    std::erase_if(task.detections, [&](const Detection& face) {
      return std::max(face.box.width, face.box.height) < static_cast<float>(task.job.min_face);
    });
    const auto most = static_cast<std::size_t>(task.job.max_faces);
    if (most > 0 && task.detections.size() > most) task.detections.resize(most);
  } catch (const std::bad_alloc&) {
    task.failure = std::make_exception_ptr(
        Error(ErrorCode::input, task.job.name + ": not enough memory for this picture"));
  } catch (...) {
    task.failure = std::current_exception();
  }
}

void Batcher::read_part(std::span<const TaskPointer> tasks) const {
  std::vector<std::vector<Face>> faces(tasks.size());
  for (std::size_t network = 0; network < networks_.models().size(); ++network) {
    std::vector<std::size_t> parts;
    std::vector<Image> pictures;
    std::vector<std::vector<Detection>> detections;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (std::ranges::count(tasks[i]->networks, network) == 0) continue;
      parts.push_back(i);
      pictures.push_back(view_of(tasks[i]->picture));
      detections.push_back(tasks[i]->detections);
    }
    if (parts.empty()) continue;
    std::vector<std::vector<Face>> read = networks_.read(network, pictures, detections);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      std::vector<Face>& known = faces[parts[p]];
      known.resize(read[p].size());
      for (std::size_t i = 0; i < known.size(); ++i) {
        // The first network that reads a face says where it is.
        const bool first = tasks[parts[p]]->networks.front() == network;
        known[i] =
            first ? std::move(read[p][i]) : merged(std::move(known[i]), std::move(read[p][i]));
      }
    }
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    for (Face& face : faces[i]) face = only_chosen(std::move(face), tasks[i]->job.choice);
    tasks[i]->result.faces = std::move(faces[i]);
  }
}

void Batcher::read_faces(std::vector<TaskPointer>& batch) {
  std::size_t faces = 0;
  std::int64_t pixels = 0;
  for (const TaskPointer& task : batch) {
    faces += task->detections.size();
    pixels += task->pixels;
  }
  metrics_.count_batch(faces, batch.size());
  const auto read = [&](std::span<const TaskPointer> tasks) -> std::exception_ptr {
    try {
      const Stage stage(metrics_, "read");
      read_part(tasks);
      return nullptr;
    } catch (...) {
      return std::current_exception();
    }
  };
  if (std::exception_ptr failure = read(batch)) {
    // One of them may be at fault: the others must not suffer.
    for (TaskPointer& task : batch) {
      task->failure = batch.size() == 1 ? failure : read(std::span(&task, 1));
    }
  }
  for (TaskPointer& task : batch) {
    finish(*task);
    task.reset();
  }
  const std::scoped_lock lock(mutex_);
  give_back(pixels);
}

void Batcher::finish(Task& task) {
  std::exception_ptr failure = task.failure;
  try {
    if (failure) std::rethrow_exception(failure);
    task.result.file = task.job.name;
    task.result.width = task.picture.width();
    task.result.height = task.picture.height();
    if (task.job.look && !task.given_up->load()) {
      const Stage stage(metrics_, "draw");
      task.job.look(task.picture, task.result);
    }
  } catch (...) {
    failure = std::current_exception();
  }
  {
    // Before the answer is there: whoever has it may ask for the next one at once.
    const std::scoped_lock lock(mutex_);
    --tasks_;
    metrics_.set_queue(tasks_);
    changed_.notify_all();
  }
  if (failure) {
    task.promise.set_exception(failure);
  } else {
    task.promise.set_value(std::move(task.result));
  }
}

}  // namespace mien::serve

#include "serve/clips/clip_jobs.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "core/console.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "serve/problem.h"
#include "serve/random_name.h"

namespace mien::serve {

namespace fs = std::filesystem;

namespace {

constexpr const char* clip_file = "clip";

fs::path place_of(const ServeOptions& options) {
  std::error_code problem;
  fs::path place =
      options.clip_place.empty() ? fs::temp_directory_path(problem) : options.clip_place;
  if (!problem && fs::is_directory(place, problem)) return place;
  throw Error(ErrorCode::usage,
              fmt::format("--clips: expected an existing folder (or --no-clips), found {}",
                          place.empty() ? "none for temporary files" : place.string()));
}

/// A message with the name of the clip, in the place of where it is kept.
std::string without_path(std::string message, const fs::path& file, const std::string& name) {
  const std::string path = file.string();
  for (std::size_t at = message.find(path); at != std::string::npos;
       at = message.find(path, at + name.size())) {
    message.replace(at, path.size(), name);
  }
  return message;
}

std::size_t bytes_of_files(const fs::path& folder) {
  std::size_t bytes = 0;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem); !problem && at != fs::directory_iterator();
       at.increment(problem)) {
    const std::uintmax_t size = at->file_size(problem);
    if (!problem) bytes += size;
  }
  return bytes;
}

}  // namespace

/// A clip and its files, which are removed when nobody needs it any more.
struct ClipJobs::Entry {
  ~Entry() {
    std::error_code ignored;
    if (!folder.empty()) fs::remove_all(folder, ignored);
  }
  [[nodiscard]] fs::path file() const { return folder / clip_file; }

  ClipStatus status;
  int every = 1;
  fs::path folder;
  std::size_t bytes = 0;      ///< on the disk
  std::uint64_t arrival = 0;  ///< by which clips are read in turn
  bool given_up = false;
  Clock::time_point ended;  ///< when it was done or failed
};

ClipJobs::Arrival::Arrival(ClipJobs& jobs, std::shared_ptr<Entry> entry)
    : jobs_(jobs), entry_(std::move(entry)) {
  file_ = std::fopen(entry_->file().c_str(), "wxe");
  if (file_ != nullptr) return;
  throw Error(ErrorCode::output, fmt::format("{}: expected room for a clip: {}",
                                             entry_->file().string(), std::strerror(errno)));
}

ClipJobs::Arrival::~Arrival() {
  if (file_ != nullptr) std::fclose(file_);
  if (added_) return;
  const std::scoped_lock lock(jobs_.mutex_);
  jobs_.entries_.erase(entry_->status.id);
}

void ClipJobs::Arrival::write(std::string_view piece) {
  if (std::fwrite(piece.data(), 1, piece.size(), file_) == piece.size()) return;
  throw Error(ErrorCode::output,
              fmt::format("{}: cannot write: {}", entry_->file().string(), std::strerror(errno)));
}

ClipJobs::ClipJobs(const ServeOptions& options)
    : limits_(options.limits), place_(place_of(options)), analyzer_([&] {
        FaceAnalyzerOptions analyzer = options.analyzer;
        analyzer.threads = 1;
        return FaceAnalyzer(analyzer);
      }()) {
  remove_left_folders(place_);
  thread_ = std::thread([this] { work(); });
}

ClipJobs::~ClipJobs() {
  end();
  thread_.join();
  entries_.clear();
}

void ClipJobs::end() {
  const std::scoped_lock lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

std::size_t ClipJobs::held() const {
  std::size_t bytes = 0;
  for (const auto& [id, entry] : entries_) bytes += entry->bytes;
  return bytes;
}

std::unique_ptr<ClipJobs::Arrival> ClipJobs::begin(std::size_t bytes, const std::string& name,
                                                   int every) {
  auto entry = std::make_shared<Entry>();
  entry->status.id = random_name();
  entry->status.name = name;
  entry->every = every;
  entry->bytes = bytes;
  {
    const std::scoped_lock lock(mutex_);
    if (ended_) throw busy("the server is about to end");
    forget_old();
    if (entries_.size() >= limits_.clips) {
      throw busy(
          fmt::format("{} clips are kept already: expected room for another one", entries_.size()));
    }
    if (held() + bytes > limits_.clip_room) {
      throw busy("the clips that are kept fill their room on the disk");
    }
    if (!folder_) folder_ = std::make_unique<PrivateFolder>(place_);
    entry->folder = folder_->path() / entry->status.id;
    std::error_code problem;
    if (!fs::create_directory(entry->folder, problem)) {
      throw Error(ErrorCode::output, fmt::format("{}: cannot create it: {}", entry->folder.string(),
                                                 problem.message()));
    }
    entries_.emplace(entry->status.id, entry);
  }
  return std::make_unique<Arrival>(*this, std::move(entry));
}

ClipStatus ClipJobs::add(Arrival& arrival) {
  Entry& entry = *arrival.entry_;
  if (std::fclose(std::exchange(arrival.file_, nullptr)) != 0) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot write: {}", entry.file().string(), std::strerror(errno)));
  }
  const std::scoped_lock lock(mutex_);
  arrival.added_ = true;
  entry.arrival = arrivals_++;
  entry.status.state = ClipState::waiting;
  ++entry.status.round;
  changed_.notify_all();
  return entry.status;
}

void ClipJobs::forget_old() {
  const auto before = Clock::now() - limits_.clip_keep;
  std::erase_if(entries_, [&](const auto& candidate) {
    const Entry& entry = *candidate.second;
    const bool over =
        entry.status.state == ClipState::done || entry.status.state == ClipState::failed;
    return over && entry.ended < before;
  });
}

ClipJobs::EntryPointer ClipJobs::find(const std::string& id) {
  forget_old();
  const auto entry = entries_.find(id);
  if (entry != entries_.end() && entry->second->status.state != ClipState::arriving) {
    return entry->second;
  }
  throw Problem(404, "clip", "expected a clip that is kept: it was removed, or its time is over");
}

ClipStatus ClipJobs::status(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  return find(id)->status;
}

ClipStatus ClipJobs::changed_status(const std::string& id, std::uint64_t round,
                                    std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  const EntryPointer entry = find(id);
  changed_.wait_for(lock, time,
                    [&] { return entry->status.round != round || entry->given_up || ended_; });
  return find(id)->status;
}

fs::path ClipJobs::result(const std::string& id, const char* file) {
  const std::scoped_lock lock(mutex_);
  const EntryPointer entry = find(id);
  if (entry->status.state == ClipState::done) return entry->folder / file;
  throw Problem(409, "state", "expected a clip whose reading is done, found one in another state");
}

void ClipJobs::remove(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  const EntryPointer entry = find(id);
  entry->given_up = true;
  entries_.erase(id);
  changed_.notify_all();
}

ClipJobs::EntryPointer ClipJobs::next_waiting() const {
  EntryPointer next;
  for (const auto& [id, entry] : entries_) {
    if (entry->status.state != ClipState::waiting) continue;
    if (!next || entry->arrival < next->arrival) next = entry;
  }
  return next;
}

void ClipJobs::work() {
  constexpr std::chrono::seconds look_every{1};
  std::unique_lock lock(mutex_);
  while (!ended_) {
    forget_old();
    EntryPointer entry = next_waiting();
    if (!entry) {
      // Nobody asks for a clip that was forgotten by its sender: it is removed all the same.
      if (entries_.empty()) {
        changed_.wait(lock);
      } else {
        changed_.wait_for(lock, look_every);
      }
      continue;
    }
    entry->status.state = ClipState::running;
    ++entry->status.round;
    changed_.notify_all();
    lock.unlock();
    read(entry);
    entry.reset();
    lock.lock();
  }
}

void ClipJobs::read(const EntryPointer& entry) {
  const ClipTask task{entry->file(), entry->folder, entry->status.name, entry->every};
  std::string error;
  try {
    const bool whole = analyze_clip(analyzer_, task, limits_, [&](const ClipProgress& progress) {
      return go_on(*entry, progress);
    });
    if (!whole) return;
  } catch (const Error& problem) {
    error = without_path(problem.what(), task.file, task.name);
    if (problem.code() != ErrorCode::input) {
      say(fmt::format("mien: {}\n", printable(error)));
      error = "the server failed; its log says more";
    }
  } catch (const Problem& problem) {
    error = problem.what();
  } catch (const std::bad_alloc&) {
    error = "not enough memory for this clip";
  } catch (const std::exception& problem) {
    say(fmt::format("mien: unexpected: {}\n", printable(problem.what())));
    error = "the server failed; its log says more";
  }
  // The results are there: nobody needs the clip itself.
  std::error_code ignored;
  fs::remove(task.file, ignored);
  finish(*entry, error.empty() ? ClipState::done : ClipState::failed, error);
}

bool ClipJobs::go_on(Entry& entry, const ClipProgress& progress) {
  const std::scoped_lock lock(mutex_);
  entry.bytes += progress.bytes - entry.status.progress.bytes;
  entry.status.progress = progress;
  ++entry.status.round;
  forget_old();
  if (held() > limits_.clip_room) {
    throw busy(entry.status.name + ": its results do not fit into the room on the disk");
  }
  changed_.notify_all();
  return !entry.given_up && !ended_;
}

void ClipJobs::finish(Entry& entry, ClipState state, const std::string& error) {
  const std::size_t bytes = bytes_of_files(entry.folder);
  const std::scoped_lock lock(mutex_);
  entry.status.state = state;
  entry.status.error = error;
  entry.bytes = bytes;
  entry.ended = Clock::now();
  ++entry.status.round;
  changed_.notify_all();
}

}  // namespace mien::serve

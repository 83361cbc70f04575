#include "serve/live_sessions.h"

#include <fmt/format.h>

#include <utility>

#include "serve/problem.h"
#include "serve/random_name.h"

namespace mien::serve {

FrameFaces LiveSession::add(double seconds, std::vector<Face> faces) {
  const std::scoped_lock lock(mutex_);
  if (!(seconds > last_)) {
    throw Problem(409, "order",
                  fmt::format("t: expected a time after that of the last frame, {} ms, found {} ms",
                              last_ * 1000, seconds * 1000));
  }
  last_ = seconds;
  FrameFaces frame{frames_++, seconds, {}};
  const std::vector<int> tracks = tracker_.update(seconds, faces);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    frame.faces.push_back({tracks[i], true, std::move(faces[i])});
  }
  smoother_.smooth(frame);
  return frame;
}

std::string LiveSessions::open(std::shared_ptr<LiveSession> session) {
  std::string name = random_name();
  const std::scoped_lock lock(mutex_);
  forget_idle();
  if (entries_.size() >= most_) throw busy("too many cameras are open already");
  entries_.emplace(name, Entry{std::move(session), Clock::now()});
  return name;
}

std::shared_ptr<LiveSession> LiveSessions::find(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  forget_idle();
  const auto entry = entries_.find(name);
  if (entry == entries_.end()) {
    throw Problem(404, "session",
                  "expected a camera that is open: it was closed, or not heard of for too long");
  }
  entry->second.heard = Clock::now();
  return entry->second.session;
}

void LiveSessions::close(const std::string& name) {
  static_cast<void>(find(name));
  const std::scoped_lock lock(mutex_);
  entries_.erase(name);
}

void LiveSessions::forget_idle() {
  const auto before = Clock::now() - idle_;
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.heard < before; });
}

}  // namespace mien::serve

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mien/clip/frame_faces.h"
#include "mien/clip/smoothing.h"
#include "mien/clip/tracker.h"
#include "mien/core/face.h"

namespace mien::serve {

/// The people of a camera over time: who is who from frame to frame, and smoothed scores.
class LiveSession {
 public:
  LiveSession(const TrackerOptions& tracker, bool identity)
      : tracker_(tracker), identity_(identity) {}

  /// Whether people are told apart by their faces, too, and not by their place alone.
  [[nodiscard]] bool identity() const { return identity_; }

  /// The faces of the next frame, with numbers of people, smoothed.
  /// @param seconds time of the frame
  /// @throws Problem with status 409 if it is not later than that of the last one
  [[nodiscard]] FrameFaces add(double seconds, std::vector<Face> faces);

 private:
  std::mutex mutex_;
  Tracker tracker_;
  FaceSmoother smoother_;
  bool identity_;
  std::int64_t frames_ = 0;
  double last_ = -1;
};

/// The cameras that clients have open. A session ends when it is closed or nothing was heard of it
/// for a while. May be used by several threads at once.
class LiveSessions {
 public:
  /// @param most at once
  /// @param idle after which one ends
  LiveSessions(std::size_t most, std::chrono::milliseconds idle) : most_(most), idle_(idle) {}

  /// Opens a session.
  /// @return its name, which nobody can guess
  /// @throws Problem with status 503 if there are too many
  [[nodiscard]] std::string open(std::shared_ptr<LiveSession> session);

  /// @throws Problem with status 404 if there is none of this name (any more)
  [[nodiscard]] std::shared_ptr<LiveSession> find(const std::string& name);

  /// @throws Problem as `find`
  void close(const std::string& name);

 private:
  using Clock = std::chrono::steady_clock;
  void forget_idle();

  struct Entry {
    std::shared_ptr<LiveSession> session;
    Clock::time_point heard;
  };
  const std::size_t most_;
  const std::chrono::milliseconds idle_;
  std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace mien::serve

#pragma once

#include <chrono>
#include <functional>

namespace mien {

/// Watches over work of ONNX Runtime (a forward pass, the loading of a model) while it lives. It
/// ends the work if it takes too long, or if the user has asked to stop and it goes on. A file may
/// hold a loop without end. One thread watches over all of them.
class PassWatch {
 public:
  enum class End {
    none,     ///< it was not ended
    late,     ///< the time was up
    stopped,  ///< the user asked to stop
  };

  /// @param limit the longest time that the work may take
  /// @param end asks ONNX Runtime to end the work; called by another thread, at most once
  PassWatch(std::chrono::milliseconds limit, std::function<void()> end);
  ~PassWatch();
  PassWatch(const PassWatch&) = delete;
  PassWatch& operator=(const PassWatch&) = delete;

  /// How it was ended.
  [[nodiscard]] End ended() const;

 private:
  friend class PassWatcher;
  std::chrono::steady_clock::time_point start_;
  std::chrono::milliseconds limit_;
  std::function<void()> end_;
  End ended_ = End::none;
};

/// Who tells that the user has asked to stop: for programs that turn Ctrl-C into a flag.
/// @param stopped may be called by any thread at any time; nullptr for nobody
void stop_passes_if(bool (*stopped)());

}  // namespace mien

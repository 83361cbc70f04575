#pragma once

#include <atomic>
#include <cstddef>

namespace mien::serve {

/// Bounds the bytes of all bodies that the server holds at once.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t most) : most_(most) {}

  /// Bytes that are held as long as this lives.
  class Lease {
   public:
    /// @throws Problem with status 503 if there is no room
    Lease(BodyBudget& budget, std::size_t bytes);
    ~Lease() { budget_.held_ -= bytes_; }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

   private:
    BodyBudget& budget_;
    std::size_t bytes_;
  };

 private:
  const std::size_t most_;
  std::atomic<std::size_t> held_{0};
};

}  // namespace mien::serve

#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace mien::app {

/// Bounds the pixels of all pictures that several threads hold at once, so that memory depends on
/// their sizes and not on their number. A picture above the bound is let in alone.
class PixelBudget {
 public:
  /// Two pictures of the usual limit, some 600 MB.
  static constexpr std::int64_t usual = 200'000'000;

  explicit PixelBudget(std::int64_t most = usual) : most_(most) {}

  /// Pixels that are held as long as this lives.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();

   private:
    friend class PixelBudget;
    Lease(PixelBudget& budget, std::int64_t pixels) : budget_(&budget), pixels_(pixels) {}

    PixelBudget* budget_;
    std::int64_t pixels_;
  };

  /// Waits until there is room. Who holds a lease already must not wait for another one.
  [[nodiscard]] Lease take(std::int64_t pixels);

  /// Nothing if there is no room now.
  [[nodiscard]] std::optional<Lease> try_take(std::int64_t pixels);

 private:
  [[nodiscard]] bool fits(std::int64_t pixels) const {
    return held_ == 0 || held_ + pixels <= most_;
  }
  void give_back(std::int64_t pixels);

  const std::int64_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t held_ = 0;
};

}  // namespace mien::app

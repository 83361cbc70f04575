#include "app/pixel_budget.h"

#include <utility>

namespace mien::app {

PixelBudget::Lease::Lease(Lease&& other) noexcept
    : budget_(std::exchange(other.budget_, nullptr)), pixels_(other.pixels_) {}

PixelBudget::Lease& PixelBudget::Lease::operator=(Lease&& other) noexcept {
  std::swap(budget_, other.budget_);
  std::swap(pixels_, other.pixels_);
  return *this;
}

PixelBudget::Lease::~Lease() {
  if (budget_ != nullptr) budget_->give_back(pixels_);
}

PixelBudget::Lease PixelBudget::take(std::int64_t pixels) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return fits(pixels); });
  held_ += pixels;
  return {*this, pixels};
}

std::optional<PixelBudget::Lease> PixelBudget::try_take(std::int64_t pixels) {
  const std::scoped_lock lock(mutex_);
  if (!fits(pixels)) return std::nullopt;
  held_ += pixels;
  return Lease(*this, pixels);
}

void PixelBudget::give_back(std::int64_t pixels) {
  const std::scoped_lock lock(mutex_);
  held_ -= pixels;
  changed_.notify_all();
}

}  // namespace mien::app

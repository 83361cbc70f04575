#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace mien::detect {

/// Allocates on cache line boundaries, so that full vectors do not straddle lines.
template <typename T>
struct LineAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  LineAllocator() = default;
  template <typename U>
  LineAllocator(const LineAllocator<U>& /*other*/) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), line));
  }
  void deallocate(T* pointer, std::size_t /*count*/) { ::operator delete(pointer, line); }
  friend bool operator==(const LineAllocator&, const LineAllocator&) { return true; }
};

using Floats = std::vector<float, LineAllocator<float>>;

}  // namespace mien::detect

#include "identity/half_kernels.h"

#include <array>

#include "models/float16.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace mien {

namespace {

constexpr std::size_t lanes = 32;
using Sums = std::array<float, lanes>;

/// The sums in a fixed order: the upper half onto the lower one until one is left.
float total(Sums sums) {
  for (std::size_t width = lanes / 2; width > 0; width /= 2) {
    for (std::size_t i = 0; i < width; ++i) sums[i] += sums[i + width];
  }
  return sums[0];
}

/// Adds the products from `first` on, fewer than there are lanes.
float finished(Sums sums, const float* a, const float* b, std::size_t first, std::size_t count) {
  for (std::size_t i = first; i < count; ++i) sums[i - first] += a[i] * b[i];
  return total(sums);
}

float finished_halves(Sums sums, const std::uint16_t* a, const std::uint16_t* b, std::size_t first,
                      std::size_t count) {
  for (std::size_t i = first; i < count; ++i) {
    sums[i - first] += models::float_from_half(a[i]) * models::float_from_half(b[i]);
  }
  return total(sums);
}

void widen_portable(const std::uint16_t* halves, std::size_t count, float* floats) {
  for (std::size_t i = 0; i < count; ++i) floats[i] = models::float_from_half(halves[i]);
}

float dot_portable(const float* a, const float* b, std::size_t count) {
  Sums sums{};
  const std::size_t whole = count / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  return finished(sums, a, b, whole, count);
}

float dot_halves_portable(const std::uint16_t* a, const std::uint16_t* b, std::size_t count) {
  Sums sums{};
  const std::size_t whole = count / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      sums[lane] += models::float_from_half(a[i + lane]) * models::float_from_half(b[i + lane]);
    }
  }
  return finished_halves(sums, a, b, whole, count);
}

constexpr HalfKernels portable = {"portable", widen_portable, dot_portable, dot_halves_portable};

#if defined(__x86_64__)

// Compiled for these instructions function by function, so that no inline function of a header is.
#define MIEN_F16C __attribute__((target("avx2,f16c")))
constexpr std::size_t vector = 8;

MIEN_F16C __m256 wide(const std::uint16_t* halves) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves)));
}

MIEN_F16C __m256 wide(const float* floats) { return _mm256_loadu_ps(floats); }

MIEN_F16C void store(Sums& sums, __m256 a, __m256 b, __m256 c, __m256 d) {
  _mm256_storeu_ps(sums.data(), a);
  _mm256_storeu_ps(sums.data() + vector, b);
  _mm256_storeu_ps(sums.data() + 2 * vector, c);
  _mm256_storeu_ps(sums.data() + 3 * vector, d);
}

MIEN_F16C __m256 added(__m256 sum, __m256 a, __m256 b) {
  return _mm256_add_ps(sum, _mm256_mul_ps(a, b));
}

MIEN_F16C void widen_f16c(const std::uint16_t* halves, std::size_t count, float* floats) {
  const std::size_t whole = count / vector * vector;
  for (std::size_t i = 0; i < whole; i += vector) _mm256_storeu_ps(floats + i, wide(halves + i));
  widen_portable(halves + whole, count - whole, floats + whole);
}

/// The sums of the products of each lane, of a whole number of them.
template <typename Number>
MIEN_F16C Sums products(const Number* a, const Number* b, std::size_t whole) {
  __m256 s0 = _mm256_setzero_ps();
  __m256 s1 = s0;
  __m256 s2 = s0;
  __m256 s3 = s0;
  for (std::size_t i = 0; i < whole; i += lanes) {
    s0 = added(s0, wide(a + i), wide(b + i));
    s1 = added(s1, wide(a + i + vector), wide(b + i + vector));
    s2 = added(s2, wide(a + i + 2 * vector), wide(b + i + 2 * vector));
    s3 = added(s3, wide(a + i + 3 * vector), wide(b + i + 3 * vector));
  }
  Sums sums;
  store(sums, s0, s1, s2, s3);
  return sums;
}

MIEN_F16C float dot_f16c(const float* a, const float* b, std::size_t count) {
  const std::size_t whole = count / lanes * lanes;
  return finished(products(a, b, whole), a, b, whole, count);
}

MIEN_F16C float dot_halves_f16c(const std::uint16_t* a, const std::uint16_t* b, std::size_t count) {
  const std::size_t whole = count / lanes * lanes;
  return finished_halves(products(a, b, whole), a, b, whole, count);
}

/// clang 14 cannot ask `__builtin_cpu_supports` for F16C.
bool has_f16c() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  constexpr unsigned f16c_bit = 1U << 29U;
  return __builtin_cpu_supports("avx2") != 0 && __get_cpuid(1, &a, &b, &c, &d) != 0 &&
         (c & f16c_bit) != 0;
}

constexpr HalfKernels f16c = {"AVX2 and F16C", widen_f16c, dot_f16c, dot_halves_f16c};

#endif

}  // namespace

std::span<const HalfKernels> supported_half_kernels() {
#if defined(__x86_64__)
  static constexpr std::array<HalfKernels, 2> all = {f16c, portable};
  static const bool fast = has_f16c();
  return std::span(all).subspan(fast ? 0 : 1);
#else
  static constexpr std::array<HalfKernels, 1> all = {portable};
  return all;
#endif
}

}  // namespace mien

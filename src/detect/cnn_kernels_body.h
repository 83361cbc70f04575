// The kernels of cnn_kernels.h for vectors of MIEN_KERNEL_WIDTH floats. Included once by each
// source file that is compiled for an instruction set; those files must not use inline functions of
// other headers, since the linker could pick such a copy for machines that lack the instructions.

#if MIEN_KERNEL_WIDTH > 4
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstdint>

#include "detect/cnn_kernels.h"

#if defined(__clang__)
#define MIEN_UNROLL _Pragma("unroll")
#else
#define MIEN_UNROLL _Pragma("GCC unroll 16")
#endif

namespace mien::detect {
namespace {

constexpr int width = MIEN_KERNEL_WIDTH;
using Vector __attribute__((vector_size(width * 4))) = float;
using Loose __attribute__((vector_size(width * 4), aligned(4), may_alias)) = float;
using Integers __attribute__((vector_size(width * 4))) = std::int32_t;
#if MIEN_KERNEL_WIDTH == 4
using Bytes __attribute__((vector_size(width), aligned(1), may_alias)) = std::uint8_t;
#endif

// 32 registers of AVX-512 hold 12 points of two vectors beside the weights; 16 registers 6 points.
constexpr bool wide = width == 16;

inline Vector load(const float* from) { return *reinterpret_cast<const Loose*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<Loose*>(to) = value; }
inline Vector repeat(float value) { return value - Vector{}; }
inline Vector larger(Vector a, Vector b) { return a > b ? a : b; }
inline Vector prelu(Vector x, Vector slope) { return x > Vector{} ? x : x * slope; }

template <int vectors, int points, int fixed_stride>
void multiply_block(const Product& p, const float* weights, int column, int first) {
  const std::ptrdiff_t stride = fixed_stride != 0 ? fixed_stride : p.point_stride;
  const std::ptrdiff_t panel = p.panel;
  Vector sums[points][vectors] = {};
  for (int s = 0; s < p.segment_count; ++s) {
    const float* in = p.segments[s] + first * stride;
    for (int k = 0; k < p.length; ++k, ++in, weights += panel) {
      Vector w[vectors];
      MIEN_UNROLL
      for (int v = 0; v < vectors; ++v) w[v] = load(weights + v * width);
      MIEN_UNROLL
      for (int i = 0; i < points; ++i) {
        const Vector x = repeat(in[i * stride]);
        MIEN_UNROLL
        for (int v = 0; v < vectors; ++v) sums[i][v] += x * w[v];
      }
    }
  }
  float* out = p.out + first * p.out_stride + column;
  MIEN_UNROLL
  for (int v = 0; v < vectors; ++v) {
    const int at = column + v * width;
    const Vector bias = p.bias != nullptr ? load(p.bias + at) : Vector{};
    MIEN_UNROLL
    for (int i = 0; i < points; ++i) {
      Vector sum = sums[i][v] + bias;
      if (p.slope != nullptr) sum = prelu(sum, load(p.slope + at));
      store(out + i * p.out_stride + v * width, sum);
    }
  }
}

// Blocks of many points, then of few; the last one overlaps its neighbour and computes the same
// values again.
template <int vectors, int many, int few, int fixed_stride>
void multiply_columns(const Product& p, const float* weights, int column) {
  int i = 0;
  for (; i + many <= p.points; i += many) {
    multiply_block<vectors, many, fixed_stride>(p, weights, column, i);
  }
  for (; i + few <= p.points; i += few) {
    multiply_block<vectors, few, fixed_stride>(p, weights, column, i);
  }
  if (i < p.points && p.points >= few) {
    multiply_block<vectors, few, fixed_stride>(p, weights, column, p.points - few);
  } else {
    for (; i < p.points; ++i) multiply_block<vectors, 1, fixed_stride>(p, weights, column, i);
  }
}

template <int fixed_stride>
void multiply_strided(const Product& p) {
  const std::ptrdiff_t panel_size =
      static_cast<std::ptrdiff_t>(p.segment_count) * p.length * p.panel;
  for (int n = 0; n < p.panels; ++n) {
    const float* weights = p.weights + n * panel_size;
    const int first = n * p.panel;
    if constexpr (wide) {
      if (p.panel == 48) {
        multiply_columns<3, 9, 3, fixed_stride>(p, weights, first);
      } else if (p.panel == 32) {
        multiply_columns<2, 12, 4, fixed_stride>(p, weights, first);
      } else {
        multiply_columns<1, 12, 4, fixed_stride>(p, weights, first);
      }
    } else {
      for (int c = 0; c < p.panel; c += 2 * width) {
        multiply_columns<2, 6, 2, fixed_stride>(p, weights + c, first + c);
      }
    }
  }
}

// A stride known when compiling becomes a constant offset in each instruction.
void multiply(const Product& p) {
  switch (p.point_stride) {
    case 3:
      return multiply_strided<3>(p);
    case 16:
      return multiply_strided<16>(p);
    case 32:
      return multiply_strided<32>(p);
    case 48:
      return multiply_strided<48>(p);
    case 64:
      return multiply_strided<64>(p);
    default:
      return multiply_strided<0>(p);
  }
}

void max_pool(const Pooling& p) {
  for (int x = 0; x < p.outputs; ++x) {
    const int first = 2 * x;
    const int last = first + p.window < p.width ? first + p.window : p.width;
    float* out = p.out + static_cast<std::ptrdiff_t>(x) * p.channels;
    for (int c = 0; c < p.channels; c += width) {
      Vector most = load(p.rows[0] + static_cast<std::ptrdiff_t>(first) * p.channels + c);
      for (int r = 0; r < p.row_count; ++r) {
        const float* row = p.rows[r] + c;
        for (int column = first; column < last; ++column) {
          most = larger(most, load(row + static_cast<std::ptrdiff_t>(column) * p.channels));
        }
      }
      store(out + c, most);
    }
  }
}

void winograd_input(const float* row, int channels, int tiles, float* out,
                    std::ptrdiff_t position_stride) {
  for (int t = 0; t < tiles; ++t) {
    const float* in = row + 4 * static_cast<std::ptrdiff_t>(t) * channels;
    float* to = out + static_cast<std::ptrdiff_t>(t) * channels;
    for (int c = 0; c < channels; c += width) {
      const float* from = in + c;
      const Vector d0 = load(from);
      const Vector d1 = load(from + channels);
      const Vector d2 = load(from + 2 * channels);
      const Vector d3 = load(from + 3 * channels);
      const Vector d4 = load(from + 4 * channels);
      const Vector d5 = load(from + 5 * channels);
      const Vector even = d4 - 4.0F * d2;
      const Vector odd = d3 - 4.0F * d1;
      const Vector near = d4 - d2;
      const Vector far = 2.0F * (d3 - d1);
      store(to + c, 4.0F * d0 - 5.0F * d2 + d4);
      store(to + position_stride + c, even + odd);
      store(to + 2 * position_stride + c, even - odd);
      store(to + 3 * position_stride + c, near + far);
      store(to + 4 * position_stride + c, near - far);
      store(to + 5 * position_stride + c, 4.0F * d1 - 5.0F * d3 + d5);
    }
  }
}

void winograd_output(const float* products, std::ptrdiff_t position_stride, int tiles, int channels,
                     const float* bias, const float* slope, float* out) {
  for (int t = 0; t < tiles; ++t) {
    const float* in = products + static_cast<std::ptrdiff_t>(t) * channels;
    float* to = out + 4 * static_cast<std::ptrdiff_t>(t) * channels;
    for (int c = 0; c < channels; c += width) {
      const float* from = in + c;
      const Vector b = load(bias + c);
      const Vector s = load(slope + c);
      const Vector m1 = load(from + position_stride);
      const Vector m2 = load(from + 2 * position_stride);
      const Vector m3 = load(from + 3 * position_stride);
      const Vector m4 = load(from + 4 * position_stride);
      const Vector sum = m1 + m2;
      const Vector difference = m1 - m2;
      const Vector sum2 = m3 + m4;
      const Vector difference2 = m3 - m4;
      const Vector y0 = load(from) + sum + sum2;
      const Vector y1 = difference + 2.0F * difference2;
      const Vector y2 = sum + 4.0F * sum2;
      const Vector y3 = difference + 8.0F * difference2 + load(from + 5 * position_stride);
      store(to + c, prelu(y0 + b, s));
      store(to + channels + c, prelu(y1 + b, s));
      store(to + 2 * channels + c, prelu(y2 + b, s));
      store(to + 3 * channels + c, prelu(y3 + b, s));
    }
  }
}

void dot(const float* in, int points, int channels, const float* weights, float bias, float* out) {
  for (int p = 0; p < points; ++p, in += channels) {
    Vector sums = load(in) * load(weights);
    for (int c = width; c < channels; c += width) sums += load(in + c) * load(weights + c);
    float sum = bias;
    for (int i = 0; i < width; ++i) sum += sums[i];
    out[p] = sum;
  }
}

// GCC 12 widens bytes one by one if left to itself.
inline Vector load_bytes(const std::uint8_t* from) {
#if MIEN_KERNEL_WIDTH == 16
  // With a mask, since GCC warns of uninitialised values in its own header without one.
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  const Integers integers = reinterpret_cast<Integers>(_mm512_maskz_cvtepu8_epi32(0xFFFF, bytes));
#elif MIEN_KERNEL_WIDTH == 8
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
  const Integers integers = reinterpret_cast<Integers>(_mm256_cvtepu8_epi32(bytes));
#else
  const Bytes bytes = *reinterpret_cast<const Bytes*>(from);
  const Integers integers = __builtin_convertvector(bytes, Integers);
#endif
  return __builtin_convertvector(integers, Vector);
}

#if MIEN_KERNEL_WIDTH > 4
constexpr bool adds_words = true;
using Words __attribute__((vector_size(width * 4))) = std::uint16_t;
using LooseWords __attribute__((vector_size(width * 4), aligned(2), may_alias)) = std::uint16_t;

inline Words load_bytes_as_words(const std::uint8_t* from) {
#if MIEN_KERNEL_WIDTH == 16
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return reinterpret_cast<Words>(_mm512_maskz_cvtepu8_epi16(0xFFFFFFFF, bytes));
#else
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  return reinterpret_cast<Words>(_mm256_cvtepu8_epi16(bytes));
#endif
}

inline Vector load_words(const std::uint16_t* from) {
#if MIEN_KERNEL_WIDTH == 16
  const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  const Integers integers = reinterpret_cast<Integers>(_mm512_maskz_cvtepu16_epi32(0xFFFF, words));
#else
  const __m128i words = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  const Integers integers = reinterpret_cast<Integers>(_mm256_cvtepu16_epi32(words));
#endif
  return __builtin_convertvector(integers, Vector);
}

// Sums of 4 * width bytes of each row as floats.
inline void add_rows(const std::uint8_t* const* rows, int row_count, int at, Vector* sums) {
  Words low = {};
  Words high = {};
  for (int r = 0; r < row_count; ++r) {
    low += load_bytes_as_words(rows[r] + at);
    high += load_bytes_as_words(rows[r] + at + 2 * width);
  }
  std::uint16_t words[4 * width];
  *reinterpret_cast<LooseWords*>(words) = low;
  *reinterpret_cast<LooseWords*>(words + 2 * width) = high;
  MIEN_UNROLL
  for (int b = 0; b < 4; ++b) sums[b] = load_words(words + b * width);
}
#else
constexpr bool adds_words = false;
inline void add_rows(const std::uint8_t* const* /*rows*/, int /*row_count*/, int /*at*/,
                     Vector* /*sums*/) {}
#endif

// Whether all rows but the first and the last weigh the same, as in an area mean, and their sum
// fits into 16 bits.
inline bool equal_inside(const float* weights, int row_count) {
  if (row_count < 5 || row_count > 2 + 257) return false;
  for (int r = 2; r + 1 < row_count; ++r) {
    if (weights[r] != weights[1]) return false;
  }
  return true;
}

void weighted_rows(const std::uint8_t* const* rows, const float* weights, int row_count, int count,
                   float* out) {
  constexpr int block = 4;
  const int last = row_count - 1;
  const bool equal = adds_words && equal_inside(weights, row_count);
  int i = 0;
  for (; i + block * width <= count; i += block * width) {
    Vector sums[block] = {};
    if (equal) {
      add_rows(rows + 1, row_count - 2, i, sums);
      MIEN_UNROLL
      for (int b = 0; b < block; ++b) {
        const int at = i + b * width;
        sums[b] = repeat(weights[1]) * sums[b] + repeat(weights[0]) * load_bytes(rows[0] + at) +
                  repeat(weights[last]) * load_bytes(rows[last] + at);
      }
    } else {
      for (int r = 0; r < row_count; ++r) {
        const Vector weight = repeat(weights[r]);
        MIEN_UNROLL
        for (int b = 0; b < block; ++b) sums[b] += weight * load_bytes(rows[r] + i + b * width);
      }
    }
    MIEN_UNROLL
    for (int b = 0; b < block; ++b) store(out + i + b * width, sums[b]);
  }
  for (; i + width <= count; i += width) {
    Vector sum = {};
    for (int r = 0; r < row_count; ++r) sum += repeat(weights[r]) * load_bytes(rows[r] + i);
    store(out + i, sum);
  }
  for (; i < count; ++i) {
    float sum = 0;
    for (int r = 0; r < row_count; ++r) sum += weights[r] * static_cast<float>(rows[r][i]);
    out[i] = sum;
  }
}

constexpr CnnKernels kernels{MIEN_KERNEL_NAME, multiply, max_pool,     winograd_input,
                             winograd_output,  dot,      weighted_rows};

}  // namespace
}  // namespace mien::detect

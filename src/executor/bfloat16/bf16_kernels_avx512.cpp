// The kernels of bf16_kernels.h for AVX-512 with bfloat16: one instruction sums the products of two
// numbers for each of sixteen outputs. As in detect/cnn_kernels.inc, no inline function of another
// header is used here, since the linker could pick such a copy for machines without them.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "executor/bfloat16/bf16_kernels.h"

#if defined(__clang__)
#define MIEN_UNROLL _Pragma("unroll")
#else
#define MIEN_UNROLL _Pragma("GCC unroll 16")
#endif

namespace mien::executor {

extern const Bf16Kernels bf16_kernels_avx512;

namespace {

constexpr std::ptrdiff_t panel = 16;

using LooseInt __attribute__((aligned(2), may_alias)) = std::int32_t;

inline __m512bh pairs(__m512i numbers) { return reinterpret_cast<__m512bh>(numbers); }

inline void store_half(Bf16* to, __m512 values) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                      reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(values)));
}

inline __m512 load_half(const Bf16* from) {
  const __m256i numbers = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(numbers), 16));
}

template <int vectors, int points>
void multiply_block(const Bf16Product& p, int first_panel, int first) {
  const std::ptrdiff_t panel_size = static_cast<std::ptrdiff_t>(p.segment_count) * p.length * panel;
  const Bf16* weights = p.weights + first_panel * panel_size;
  __m512 sums[points][vectors];
  MIEN_UNROLL
  for (int v = 0; v < vectors; ++v) {
    const __m512 bias = _mm512_loadu_ps(p.bias + (first_panel + v) * panel);
    MIEN_UNROLL
    for (int i = 0; i < points; ++i) sums[i][v] = bias;
  }
  for (int s = 0; s < p.segment_count; ++s) {
    const Bf16* in = p.segments[s] + first * p.point_stride;
    for (int k = 0; k < p.length; k += 2, in += 2, weights += panel * 2) {
      __m512bh w[vectors];
      MIEN_UNROLL
      for (int v = 0; v < vectors; ++v) w[v] = pairs(_mm512_loadu_si512(weights + v * panel_size));
      MIEN_UNROLL
      for (int i = 0; i < points; ++i) {
        const __m512bh x =
            pairs(_mm512_set1_epi32(*reinterpret_cast<const LooseInt*>(in + i * p.point_stride)));
        MIEN_UNROLL
        for (int v = 0; v < vectors; ++v) sums[i][v] = _mm512_dpbf16_ps(sums[i][v], x, w[v]);
      }
    }
  }
  const std::ptrdiff_t outputs = static_cast<std::ptrdiff_t>(p.panels) * panel;
  const __m512 least = _mm512_set1_ps(p.least);
  const __m512 most = _mm512_set1_ps(p.most);
  MIEN_UNROLL
  for (int i = 0; i < points; ++i) {
    MIEN_UNROLL
    for (int v = 0; v < vectors; ++v) {
      const __m512 values = _mm512_min_ps(_mm512_max_ps(sums[i][v], least), most);
      const std::ptrdiff_t at = (first + i) * outputs + (first_panel + v) * panel;
      if (p.numbers != nullptr) {
        _mm512_storeu_ps(p.numbers + at, values);
      } else {
        store_half(p.out + at, values);
      }
    }
  }
}

// Blocks of many points, then of few, then single ones.
template <int vectors>
void multiply_panels(const Bf16Product& p, int first_panel) {
  constexpr int many = 12;  // with two vectors each and the weights they fill 26 of 32 registers
  constexpr int few = 4;
  int i = 0;
  for (; i + many <= p.points; i += many) multiply_block<vectors, many>(p, first_panel, i);
  for (; i + few <= p.points; i += few) multiply_block<vectors, few>(p, first_panel, i);
  for (; i < p.points; ++i) multiply_block<vectors, 1>(p, first_panel, i);
}

void multiply(const Bf16Product& p) {
  int n = 0;
  for (; n + 2 <= p.panels; n += 2) multiply_panels<2>(p, n);
  if (n < p.panels) multiply_panels<1>(p, n);
}

/// Three numbers of a column for sixteen channels.
struct Column {
  __m512 rows[3];
};

void depthwise(const Bf16DepthwiseRow& row) {
  const __m512 least = _mm512_set1_ps(row.least);
  const __m512 most = _mm512_set1_ps(row.most);
  for (std::ptrdiff_t c = 0; c < row.channels; c += panel) {
    __m512 weights[3][3];
    MIEN_UNROLL
    for (int r = 0; r < 3; ++r) {
      MIEN_UNROLL
      for (int k = 0; k < 3; ++k) {
        weights[r][k] = _mm512_loadu_ps(row.weights +
                                        static_cast<std::ptrdiff_t>(3 * r + k) * row.channels + c);
      }
    }
    const __m512 bias = _mm512_loadu_ps(row.bias + c);
    const auto column = [&](int x) {
      const __m512 zero = _mm512_setzero_ps();
      if (x < 0 || x >= row.width) return Column{{zero, zero, zero}};
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(x) * row.channels + c;
      return Column{
          {load_half(row.rows[0] + at), load_half(row.rows[1] + at), load_half(row.rows[2] + at)}};
    };
    Bf16* out = row.out + c;
    const auto put = [&](const Column& a, const Column& b, const Column& d) {
      // Three sums, so that an addition need not wait for the one before.
      __m512 first = bias;
      __m512 second = _mm512_setzero_ps();
      __m512 third = _mm512_setzero_ps();
      MIEN_UNROLL
      for (int r = 0; r < 3; ++r) {
        first = _mm512_fmadd_ps(a.rows[r], weights[r][0], first);
        second = _mm512_fmadd_ps(b.rows[r], weights[r][1], second);
        third = _mm512_fmadd_ps(d.rows[r], weights[r][2], third);
      }
      const __m512 sum = _mm512_add_ps(_mm512_add_ps(first, second), third);
      store_half(out, _mm512_min_ps(_mm512_max_ps(sum, least), most));
      out += row.channels;
    };
    int x = -row.left;
    if (row.stride == 1) {
      Column a = column(x);
      Column b = column(x + 1);
      for (int i = 0; i < row.outputs; ++i, ++x) {
        const Column d = column(x + 2);
        put(a, b, d);
        a = b;
        b = d;
      }
    } else {
      for (int i = 0; i < row.outputs; ++i, x += row.stride) {
        put(column(x), column(x + 1), column(x + 2));
      }
    }
  }
}

}  // namespace

const Bf16Kernels bf16_kernels_avx512{"AVX-512 bfloat16", multiply, depthwise};

}  // namespace mien::executor

// For clang before 16, which is made to include this first (FindLibTorch.cmake). LibTorch names
// vectors of a type before it is whole. That is allowed, but if the functions of vectors are
// constexpr, as libstdc++ has them in C++20, clang makes them at once and finds the type lacking.
// GCC waits, and so does clang where they are not constexpr.

#pragma once
#pragma GCC system_header

#include <bits/stl_uninitialized.h>

#include <string>

#ifdef _GLIBCXX20_CONSTEXPR
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
// Declared constexpr by a header above, it cannot be defined otherwise under its own name.
#define __fill_a1 __fill_a1_of_bits
#include <vector>
#undef __fill_a1
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR constexpr
namespace std {
/// What the linker finds where std::fill of a vector<bool> asks for `__fill_a1`.
__attribute__((weak, used)) void fill_bits(
    _Bit_iterator first, _Bit_iterator last,
    const bool& value) __asm__("_ZSt9__fill_a1St13_Bit_iteratorS_RKb");
__attribute__((weak, used)) void fill_bits(_Bit_iterator first, _Bit_iterator last,
                                           const bool& value) {
  __fill_a1_of_bits(first, last, value);
}
}  // namespace std
#endif

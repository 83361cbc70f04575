// For clang 14, which includes this header before all others (FindLibTorch.cmake). LibTorch uses a
// std::vector of a type that is not complete yet. In C++20 the member functions of libstdc++'s
// vector are constexpr, and clang instantiates such functions at once, which fails. GCC
// instantiates them later. So does clang if they are not constexpr, as here.

#pragma once
#pragma GCC system_header

#include <bits/stl_uninitialized.h>

#include <string>

#ifdef _GLIBCXX20_CONSTEXPR
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
// A header above has declared this function constexpr. So <vector> cannot define it here under the
// same name without constexpr.
#define __fill_a1 __fill_a1_of_bits
#include <vector>
#undef __fill_a1
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR constexpr
namespace std {
/// The linker finds this where std::fill of a vector<bool> calls `__fill_a1`.
__attribute__((weak, used)) void fill_bits(
    _Bit_iterator first, _Bit_iterator last,
    const bool& value) __asm__("_ZSt9__fill_a1St13_Bit_iteratorS_RKb");
__attribute__((weak, used)) void fill_bits(_Bit_iterator first, _Bit_iterator last,
                                           const bool& value) {
  __fill_a1_of_bits(first, last, value);
}
}  // namespace std
#endif

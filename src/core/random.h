#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace mien {

/// A small generator of random numbers (SplitMix64, Steele, Lea and Flood 2014) that gives the same
/// numbers on every machine, which the distributions of the standard library do not.
///
/// A generator is made from a key such as (seed, epoch, position). So what is drawn for one picture
/// depends neither on the other pictures nor on the threads that draw.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// The generator of a key; keys that differ in any word or in order give unrelated numbers.
  Random(std::initializer_list<std::uint64_t> key) : state_(0) {
    for (const std::uint64_t word : key) state_ = mixed(state_ + step + mixed(word + step));
  }

  [[nodiscard]] std::uint64_t next() { return mixed(state_ += step); }

  /// A generator for one part of a task. It depends on this one's state, which it leaves alone.
  [[nodiscard]] Random split(std::uint64_t part) const { return {state_, part}; }

  /// Uniform in [0, 1), a multiple of 2^-53.
  [[nodiscard]] double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

  /// Uniform in [low, high).
  [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Uniform in the logarithm; 0 < low <= high.
  [[nodiscard]] double log_uniform(double low, double high) {
    return low * std::pow(high / low, uniform());
  }

  [[nodiscard]] bool chance(double probability) { return uniform() < probability; }

  /// A whole number from 0 to count - 1, each as likely; count > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t count) {
    const std::uint64_t unfair = (0 - count) % count;
    std::uint64_t value = next();
    while (value < unfair) value = next();
    return value % count;
  }

  /// Mean 0, deviation 1, near to normal: the scaled sum of eight uniform numbers of 16 bits. It
  /// never leaves [-4.9, 4.9], takes no logarithm, and so is fast and the same everywhere.
  [[nodiscard]] double normal() {
    const std::uint64_t sum = sum_of_words(next()) + sum_of_words(next());
    return (static_cast<double>(sum) - 4.0 * 65535.0) / deviation_of_eight;
  }

 private:
  static constexpr std::uint64_t step = 0x9E3779B97F4A7C15U;
  // sqrt(8 (2^32 - 1) / 12): a uniform number of n values has the variance (n^2 - 1) / 12.
  static constexpr double deviation_of_eight = 53509.91992145008;

  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  static constexpr std::uint64_t sum_of_words(std::uint64_t bits) {
    return (bits & 0xFFFFU) + (bits >> 16U & 0xFFFFU) + (bits >> 32U & 0xFFFFU) + (bits >> 48U);
  }

  std::uint64_t state_;
};

}  // namespace mien

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mien::eval {

/// How often pictures of each class were taken for each class.
class Confusion {
 public:
  explicit Confusion(std::size_t classes) : classes_(classes), counts_(classes * classes) {}

  /// @param truth,answer below `classes()`
  void add(std::size_t truth, std::size_t answer, std::uint64_t times = 1) {
    counts_[truth * classes_ + answer] += times;
  }

  [[nodiscard]] std::size_t classes() const { return classes_; }
  [[nodiscard]] std::uint64_t at(std::size_t truth, std::size_t answer) const {
    return counts_[truth * classes_ + answer];
  }
  /// classes x classes, a row for each true class.
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
  std::size_t classes_;
  std::vector<std::uint64_t> counts_;
};

/// The scores of one class, 0 to 1; not a number where they divide by nothing.
struct ClassScores {
  std::uint64_t support = 0;  ///< pictures of the class
  double precision = 0;       ///< share of the pictures taken for the class that are of it
  double recall = 0;          ///< share of the class's pictures that are taken for it
  double f1 = 0;              ///< harmonic mean of the two; 0 if the class is never met
};

/// One for each class.
[[nodiscard]] std::vector<ClassScores> class_scores(const Confusion& confusion);

/// Share of all pictures that are taken for what they are; not a number without pictures.
[[nodiscard]] double accuracy(const Confusion& confusion);

/// Mean recall of the classes that have pictures; not a number without pictures.
[[nodiscard]] double balanced_accuracy(const Confusion& confusion);

/// Mean F1 of the classes that have pictures; not a number without pictures.
[[nodiscard]] double macro_f1(const Confusion& confusion);

}  // namespace mien::eval

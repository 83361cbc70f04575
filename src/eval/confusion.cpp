#include "eval/confusion.h"

#include <limits>

namespace mien::eval {

namespace {

double share(std::uint64_t part, std::uint64_t all) {
  if (all == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(part) / static_cast<double>(all);
}

/// The mean of one score over the classes that have pictures.
double mean_over_classes(const Confusion& confusion, double ClassScores::*score) {
  double sum = 0;
  int count = 0;
  for (const ClassScores& scores : class_scores(confusion)) {
    if (scores.support == 0) continue;
    sum += scores.*score;
    ++count;
  }
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / count;
}

}  // namespace

std::vector<ClassScores> class_scores(const Confusion& confusion) {
  std::vector<ClassScores> result(confusion.classes());
  for (std::size_t i = 0; i < result.size(); ++i) {
    std::uint64_t answered = 0;
    for (std::size_t j = 0; j < result.size(); ++j) {
      result[i].support += confusion.at(i, j);
      answered += confusion.at(j, i);
    }
    const std::uint64_t right = confusion.at(i, i);
    result[i].precision = share(right, answered);
    result[i].recall = share(right, result[i].support);
    result[i].f1 = share(2 * right, answered + result[i].support);
  }
  return result;
}

double accuracy(const Confusion& confusion) {
  std::uint64_t right = 0;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < confusion.classes(); ++i) {
    right += confusion.at(i, i);
    for (std::size_t j = 0; j < confusion.classes(); ++j) all += confusion.at(i, j);
  }
  return share(right, all);
}

double balanced_accuracy(const Confusion& confusion) {
  return mean_over_classes(confusion, &ClassScores::recall);
}

double macro_f1(const Confusion& confusion) {
  return mean_over_classes(confusion, &ClassScores::f1);
}

}  // namespace mien::eval

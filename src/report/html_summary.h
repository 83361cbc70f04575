#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>

#include "mien/core/face.h"

namespace mien {

/// What an HTML report says of all inputs. Its size does not grow with their number.
class HtmlSummary {
 public:
  void add(const ImageResult& result);

  /// The summary as a section of the page.
  [[nodiscard]] std::string html() const;

 private:
  static constexpr std::size_t age_bins = 10;  // ten years each, the last from 90 on

  [[nodiscard]] std::string counts() const;
  [[nodiscard]] std::string expressions(bool wide) const;
  [[nodiscard]] std::string ages(bool wide) const;

  std::size_t inputs_ = 0;
  std::size_t faces_ = 0;
  std::size_t without_face_ = 0;
  std::size_t errors_ = 0;
  std::map<std::string, std::size_t> emotions_;
  std::array<std::size_t, age_bins> ages_{};
  std::size_t with_age_ = 0;
  double sum_of_ages_ = 0;
};

}  // namespace mien

#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>

#include "mien/clip/summary.h"
#include "mien/core/face.h"
#include "mien/core/left_out.h"

namespace mien {

/// What an HTML report says of all inputs. Its size does not grow with their number.
class HtmlSummary {
 public:
  void add(const ImageResult& result);

  /// Counts each person of a clip as one face, with the expression shown most and the mean age.
  void add(const ClipSummary& clip);

  void add(const LeftOut& left_out) { left_out_.add(left_out); }

  /// The summary as a section of the page.
  [[nodiscard]] std::string html() const;

 private:
  static constexpr std::size_t age_bins = 10;  // ten years each, the last from 90 on

  void add(bool has_error, std::size_t faces);
  void add_age(const std::optional<float>& age);
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
  LeftOut left_out_;
};

}  // namespace mien

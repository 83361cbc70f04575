#include "nn/answer_shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

#include "mien/core/error.h"

namespace mien {

std::string shape_text(std::span<const std::int64_t> shape) {
  std::vector<std::string> sides;
  for (const std::int64_t side : shape) {
    sides.push_back(side < 0 ? std::string("any") : std::to_string(side));
  }
  return fmt::format("[{}]", fmt::join(sides, ", "));
}

std::int64_t promised_width(const HeadSpec& head) { return head.offset ? -1 : numbers_of(head); }

std::int64_t numbers_of(const HeadSpec& head) {
  if (head.kind == HeadKind::binary) return 1;
  if (head.kind == HeadKind::affect) return 2;
  if (head.kind == HeadKind::classes) return static_cast<std::int64_t>(head.labels.size());
  return -1;
}

void check_answer(std::span<const std::int64_t> actual, const TensorInfo& declared,
                  const HeadSpec& head, std::int64_t batch, std::string_view source) {
  std::vector<std::int64_t> expected = declared.shape;
  if (!expected.empty()) {
    expected.front() = batch;
    if (const std::int64_t width = promised_width(head); width > 0) expected.back() = width;
  }
  const bool as_expected =
      !expected.empty() &&
      std::ranges::equal(actual, expected, [](std::int64_t side, std::int64_t declared_side) {
        return declared_side < 0 ? side > 0 : side == declared_side;
      });
  if (as_expected) return;
  throw Error(ErrorCode::model,
              fmt::format("{}: head \"{}\": expected an answer of shape {}, found {}", source,
                          head.attribute, expected.empty() ? "[any, any]" : shape_text(expected),
                          shape_text(actual)));
}

}  // namespace mien

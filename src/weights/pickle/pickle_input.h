#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mien::train {

/// Reads the parts of a pickle's instructions. Errors (ErrorCode::model) name the file and the
/// byte.
class PickleInput {
 public:
  /// Both must outlive the reader.
  PickleInput(std::span<const std::byte> bytes, std::string_view name)
      : bytes_(bytes), name_(name) {}

  [[nodiscard]] std::size_t position() const { return position_; }

  /// A whole number of 1 to 8 bytes without sign, little-endian.
  std::uint64_t number(std::size_t count);

  /// A whole number with sign: how many bytes it has, then these.
  std::int64_t long_number();

  std::string text(std::uint64_t size);

  /// Up to the end of the line, which is skipped.
  std::string line();

  [[noreturn]] void fail(std::string_view expected, std::string_view actual) const;

 private:
  std::span<const std::byte> take(std::uint64_t count);

  std::span<const std::byte> bytes_;
  std::string_view name_;
  std::size_t position_ = 0;
};

}  // namespace mien::train

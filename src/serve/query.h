#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "serve/call.h"

namespace mien::serve {

/// Reads the query of a request key by key. A key that comes twice, an impossible value and, in
/// `finish`, a key that nobody asked for are Problems with status 400.
class Query {
 public:
  explicit Query(const Call& call) : call_(&call) {}

  [[nodiscard]] std::optional<std::string> text(std::string_view key);
  [[nodiscard]] bool flag(std::string_view key);  ///< true or false; false if absent
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t least,
                                                    std::int64_t most);
  [[nodiscard]] std::optional<double> number(std::string_view key, double least, double most);

  /// Words with commas between, each one of `known` and once.
  [[nodiscard]] std::vector<std::string> words(std::string_view key,
                                               const std::vector<std::string>& known);

  void finish() const;

 private:
  const Call* call_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace mien::serve

#pragma once

#include <memory>
#include <span>
#include <string>

// What mien asks of its module for Parquet. DuckDB is a library of 65 MB, which only a run that
// writes Parquet shall load. So it lives in a module of its own, and this header is all that the
// two have in common. Nothing here throws but std::bad_alloc.

namespace mien::corpus {

class SqlBackend {
 public:
  virtual ~SqlBackend() = default;
  /// Runs statements one after the other, in a database in memory that fetches no extensions.
  /// @return what went wrong with the first that failed, in DuckDB's words; empty if all went well
  [[nodiscard]] virtual std::string run(std::span<const std::string> statements) const = 0;
};

/// The name of the function `const SqlBackend*()` that the module exports. The number goes up with
/// each change of this header, so that a module of another build is refused.
inline constexpr const char* sql_backend_symbol = "mien_sql_backend_1";

/// Loads the module.
/// @throws Error (ErrorCode::setup) if this mien has none
[[nodiscard]] const SqlBackend& sql_backend();

/// A text as SQL writes it: in single quotes, with these doubled.
[[nodiscard]] std::string sql_text(const std::string& text);

/// The name of a file in which DuckDB shall see no pattern, as SQL writes it.
[[nodiscard]] std::string sql_file(const std::string& path);

}  // namespace mien::corpus

extern "C" const mien::corpus::SqlBackend* mien_sql_backend_1();

#include <fmt/format.h>

#include "core/load_module.h"
#include "corpus/parquet/sql_backend.h"
#include "mien/core/error.h"

namespace mien::corpus {

const SqlBackend& sql_backend() {
#ifdef MIEN_PARQUET_MODULE
  try {
    void* const entrance = load_symbol(MIEN_PARQUET_MODULE, sql_backend_symbol, "write Parquet");
    return *reinterpret_cast<decltype(&mien_sql_backend_1)>(entrance)();
  } catch (const Error& error) {
#ifdef MIEN_PARQUET_PACKAGE
    constexpr const char* package = "; install the package " MIEN_PARQUET_PACKAGE;
#else
    constexpr const char* package = "";
#endif
    throw Error(ErrorCode::setup, fmt::format("{}{}; --format csv writes the same rows without it",
                                              error.what(), package));
  }
#else
  throw Error(
      ErrorCode::setup,
      "Parquet: expected a mien that was built with DuckDB, found one without; --format csv "
      "writes the same rows without it");
#endif
}

std::string sql_text(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return quoted + "'";
}

std::string sql_file(const std::string& path) {
  std::string plain;
  for (const char c : path) {
    const bool special = c == '*' || c == '?' || c == '[';
    plain += special ? fmt::format("[{}]", c) : std::string(1, c);
  }
  return sql_text(plain);
}

}  // namespace mien::corpus

#include <duckdb.h>

#include <string>

#include "corpus/parquet/sql_backend.h"

namespace {

struct Configuration {
  duckdb_config handle = nullptr;
  ~Configuration() { duckdb_destroy_config(&handle); }
};

struct Database {
  duckdb_database handle = nullptr;
  ~Database() { duckdb_close(&handle); }
};

struct Connection {
  duckdb_connection handle = nullptr;
  ~Connection() { duckdb_disconnect(&handle); }
};

struct Result {
  duckdb_result handle{};
  ~Result() { duckdb_destroy_result(&handle); }
};

class DuckDbBackend final : public mien::corpus::SqlBackend {
 public:
  [[nodiscard]] std::string run(std::span<const std::string> statements) const override {
    Configuration configuration;
    if (duckdb_create_config(&configuration.handle) == DuckDBError) return "no configuration";
    // Nothing is fetched, and one thread keeps the order and the bytes of the files.
    constexpr const char* settings[][2] = {{"autoinstall_known_extensions", "false"},
                                           {"autoload_known_extensions", "false"},
                                           {"allow_community_extensions", "false"},
                                           {"temp_directory", ""},
                                           {"threads", "1"}};
    for (const auto& [name, value] : settings) {
      if (duckdb_set_config(configuration.handle, name, value) == DuckDBError) {
        return std::string("it has no setting ") + name;
      }
    }
    Database database;
    char* reason = nullptr;
    if (duckdb_open_ext(nullptr, &database.handle, configuration.handle, &reason) == DuckDBError) {
      std::string text = reason == nullptr ? "it does not start" : reason;
      duckdb_free(reason);
      return text;
    }
    Connection connection;
    if (duckdb_connect(database.handle, &connection.handle) == DuckDBError) return "no connection";
    for (const std::string& statement : statements) {
      Result result;
      if (duckdb_query(connection.handle, statement.c_str(), &result.handle) == DuckDBError) {
        const char* const text = duckdb_result_error(&result.handle);
        return text == nullptr ? "it does not say why" : text;
      }
    }
    return {};
  }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const mien::corpus::SqlBackend*
mien_sql_backend_1() {
  static const DuckDbBackend backend;
  return &backend;
}

#include "cli/shell/precision_option.h"

#include <CLI/CLI.hpp>
#include <map>

namespace mien::cli {

void add_precision(CLI::App& app, Precision& precision, const std::string& group) {
  const std::map<std::string, Precision> precisions = {
      {"auto", Precision::automatic}, {"float", Precision::float32}, {"int8", Precision::int8}};
  app.add_option("--precision", precision,
                 "Compute in 32-bit floats, or in 8 bits where the catalogue has such a network "
                 "(faster, nearly the same answers); auto: in 8 bits where the processor gains")
      ->transform(CLI::CheckedTransformer(precisions).description(""))
      ->type_name("auto|float|int8")
      ->default_str("auto")
      ->group(group);
}

}  // namespace mien::cli

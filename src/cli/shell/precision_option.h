#pragma once

#include <string>

#include "mien/nn/precision.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// --precision
void add_precision(CLI::App& app, Precision& precision, const std::string& group);

}  // namespace mien::cli

#pragma once

#include "paper/measured/reproduce_request.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// Lets the parser fill in a request. The request must live as long as the parser.
void add_reproduce_options(CLI::App& app, paper::ReproduceRequest& request);

}  // namespace mien::cli

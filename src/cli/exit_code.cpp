#include "cli/exit_code.h"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "cli/command.h"
#include "cli/standard_output.h"

namespace mien::cli {

int exit_code_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return exit_usage;
    case ErrorCode::input:
      return exit_some_inputs_failed;
    case ErrorCode::cancelled:
      return exit_interrupted;
    case ErrorCode::output:
    case ErrorCode::model:
    case ErrorCode::setup:
      break;
  }
  return exit_setup;
}

namespace {

int exit_code_of(const std::string& name, const std::function<int()>& program) {
  try {
    return program();
  } catch (const Error& error) {
    std::fputs(fmt::format("{}: {}\n", name, error.what()).c_str(), stderr);
    return exit_code_for(error.code());
  } catch (const std::exception& error) {
    std::fputs(fmt::format("{}: unexpected: {}\n", name, error.what()).c_str(), stderr);
    return exit_setup;
  }
}

}  // namespace

int run_reporting_errors(const std::string& name, const std::function<int()>& program) {
  keep_standard_files();
  return checked_output(exit_code_of(name, program));
}

}  // namespace mien::cli

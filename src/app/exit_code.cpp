#include "app/exit_code.h"

#include <fmt/format.h>

#include <exception>

#include "app/standard_output.h"
#include "core/console.h"
#include "core/printable.h"

namespace mien::app {

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
    say(fmt::format("{}: {}\n", name, printable(error.what())));
    return exit_code_for(error.code());
  } catch (const std::exception& error) {
    say(fmt::format("{}: unexpected: {}\n", name, printable(error.what())));
    return exit_setup;
  }
}

}  // namespace

int run_reporting_errors(const std::string& name, const std::function<int()>& program) {
  keep_standard_files();
  return checked_output(exit_code_of(name, program));
}

}  // namespace mien::app

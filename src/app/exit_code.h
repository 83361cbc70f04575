#pragma once

#include <functional>
#include <string>

#include "mien/core/error.h"

namespace mien::app {

/// Exit codes of the program, besides 130 for an interrupted run.
inline constexpr int exit_ok = 0;
inline constexpr int exit_some_inputs_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_setup = 3;
inline constexpr int exit_interrupted = 130;

/// The exit code of a run that ended with an error of this kind. Both programs use it.
[[nodiscard]] int exit_code_for(ErrorCode code);

/// Runs `program`; an exception becomes a line "NAME: REASON" on standard error and its exit code,
/// and lost output on standard output as `checked_output` says.
[[nodiscard]] int run_reporting_errors(const std::string& name,
                                       const std::function<int()>& program);

}  // namespace mien::app

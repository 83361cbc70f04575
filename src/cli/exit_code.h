#pragma once

#include <functional>
#include <string>

#include "mien/core/error.h"

namespace mien::cli {

/// The exit code of a run that ended with an error of this kind. Both programs use it.
[[nodiscard]] int exit_code_for(ErrorCode code);

/// Runs `program`; an exception becomes a line "NAME: REASON" on standard error and its exit code,
/// and lost output on standard output as `checked_output` says.
[[nodiscard]] int run_reporting_errors(const std::string& name,
                                       const std::function<int()>& program);

}  // namespace mien::cli

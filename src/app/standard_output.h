#pragma once

namespace mien::app {

/// Opens those of standard input, output and error that are closed, in a way that reading or
/// writing still fails. Otherwise a file of the run would get the number and with it what is
/// printed.
void keep_standard_files();

/// The exit code of a run that ends with `code`: `exit_setup`, with a message on standard error, if
/// anything that it printed was lost, such as on a full disk.
[[nodiscard]] int checked_output(int code);

}  // namespace mien::app

#pragma once

namespace mien::app {

/// Columns of the terminal behind a file descriptor; 100 if there is none.
[[nodiscard]] int terminal_columns(int descriptor);

/// Processors that this process may run on, at least 1.
[[nodiscard]] int available_processors();

}  // namespace mien::app

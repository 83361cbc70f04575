#include "app/exit_code.h"
#include "app/memory.h"
#include "cli/shell/commands.h"
#include "cli/shell/parse_arguments.h"
#include "cli/version.h"

int main(int argc, char** argv) {
  mien::app::take_memory_in_large_pieces();
  return mien::app::run_reporting_errors("mien", [&] {
    const mien::cli::Commands commands = mien::cli::make_commands(mien::cli::version);
    return mien::cli::run_commands(commands, mien::cli::words_of(argc, argv));
  });
}

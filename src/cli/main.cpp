#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/parse_arguments.h"
#include "cli/version.h"

int main(int argc, char** argv) {
  return mien::cli::run_reporting_errors("mien", [&] {
    const mien::cli::Commands commands = mien::cli::make_commands(mien::cli::version);
    return mien::cli::run_commands(commands, mien::cli::words_of(argc, argv));
  });
}

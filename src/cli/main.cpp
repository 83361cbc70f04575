#include <string>
#include <vector>

#include "app/exit_code.h"
#include "app/memory.h"
#include "cli/shell/commands.h"
#include "cli/shell/parse_arguments.h"
#include "cli/version.h"

int main(int argc, char** argv) {
  mien::app::take_memory_in_large_pieces();
  return mien::app::run_reporting_errors("mien", [&] {
    const std::vector<std::string> words = mien::cli::words_of(argc, argv);
    return mien::cli::run_commands(mien::cli::make_commands(mien::cli::version, words), words);
  });
}

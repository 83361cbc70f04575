#include "cli/shell/option_hints.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <string_view>

#include "mien/core/error.h"

namespace mien::cli {

namespace {

/// What a message of the library holds, and the option that helps.
struct Hint {
  std::string_view phrase;
  const char* option;
  std::string_view advice;
};

constexpr std::array hints = {
    Hint{"expected a published file", "--as", "--as NAME says which of them it is"},
    Hint{"expected the word vectors of its graph", "--embeddings", "--embeddings FILE gives them"},
    Hint{"found an unfinished run", "--resume", "--resume goes on with it"},
    Hint{"name the tensor of the features", "--layer", "--layer TENSOR names it"},
    Hint{"expected metadata whose heads name", "--metadata", "--metadata FILE gives them"},
    Hint{"expected an index of the descriptors", "--index", "--index FILE names it"},
    Hint{"that names the clip of each picture", "--clip-column", "--clip-column COLUMN names it"},
    Hint{"expected expressions by name", "--folder-labels",
         "--folder-labels NUMBER=NAME,... says what numbers mean"},
    Hint{"pictures to be unreadable", "--max-corrupt", "--max-corrupt PERCENT allows more"},
    Hint{"expected names such as", "--map", "--map NAME=LABEL,... says what names stand for"},
    Hint{"expected names such as", "--label-column",
         "--label-column ATTRIBUTE=COLUMN names another column"},
    Hint{"expected labels of", "--label-column",
         "--label-column ATTRIBUTE=COLUMN says where they are"}};

/// The command that the words on the command line lead to.
const CLI::App& started(const CLI::App& program) {
  const CLI::App* command = &program;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

}  // namespace

std::string option_hint(const CLI::App& program, const std::string& message) {
  const CLI::App& command = started(program);
  std::string text;
  for (const Hint& hint : hints) {
    if (message.find(hint.phrase) == std::string::npos) continue;
    if (command.get_option_no_throw(hint.option) == nullptr) continue;
    text += (text.empty() ? "" : ", ") + std::string(hint.advice);
  }
  return text;
}

int run_with_hints(const CLI::App& program, const std::function<int()>& run) {
  try {
    return run();
  } catch (const Error& error) {
    const std::string hint = option_hint(program, error.what());
    if (hint.empty()) throw;
    throw Error(error.code(), fmt::format("{}; {}", error.what(), hint));
  }
}

}  // namespace mien::cli

#include "cli/renamed_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/command_words.h"

namespace mien::cli {

namespace {

const RenamedOption* find_renamed(const std::vector<RenamedOption>& renamed,
                                  const std::string& command, const std::string& name) {
  const auto found = std::ranges::find_if(renamed, [&](const RenamedOption& option) {
    return option.command == command && option.old_name == name;
  });
  return found == renamed.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<RenamedOption>& renamed_options() {
  static const std::vector<RenamedOption> renamed = {};
  return renamed;
}

CurrentWords in_current_words(const CLI::App& program, const std::vector<std::string>& arguments,
                              const std::vector<RenamedOption>& renamed) {
  CurrentWords current;
  for (const CommandWord& word : classify_words(program, arguments)) {
    const std::size_t equals = std::min(word.text.find('='), word.text.size());
    const std::string name = word.text.substr(0, equals);
    const RenamedOption* option = word.kind == WordKind::option
                                      ? find_renamed(renamed, path_in_program(*word.command), name)
                                      : nullptr;
    if (option == nullptr) {
      current.arguments.push_back(word.text);
      continue;
    }
    current.arguments.insert(current.arguments.end(), option->words.begin(), option->words.end());
    current.arguments.back() += word.text.substr(equals);
    current.notes.push_back(fmt::format("{} is now {}; the old name goes with the next release",
                                        name, fmt::join(option->words, " ")));
  }
  return current;
}

}  // namespace mien::cli

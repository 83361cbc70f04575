#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "cli/run_program.h"
#include "cli/shell/command_page.h"
#include "cli/shell/commands.h"
#include "cli/shell/completion.h"
#include "cli/shell/man_page.h"
#include "cli/shell/reference_page.h"
#include "core/output_file.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool is_installed(const std::string& program) {
  return std::system(("command -v " + program + " > /dev/null 2>&1").c_str()) == 0;
}

std::vector<CommandPage> all_pages() { return pages_of(*make_commands("1.2.3").program); }

/// As roff writes it.
std::string in_roff(std::string text) {
  for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 2) {
    text.insert(at, "\\");
  }
  return text;
}

/// What a shell offers for the words of a command line, by its own completion function.
std::string bash_offers(const std::filesystem::path& script, const std::string& words) {
  const TemporaryFolder folder;
  const std::filesystem::path output = folder.path() / "out";
  const std::string command = "bash -c 'source " + script.string() + "; COMP_WORDS=(" + words +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _mien; "
                              "echo \"${COMPREPLY[@]}\"' > " +
                              output.string();
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return read_text(output);
}

TEST(ManPages, AreWrittenForEveryCommand) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_program({"help", "--man", folder.path().string()}).exit_code, app::exit_ok);
  for (const CommandPage& page : all_pages()) {
    EXPECT_TRUE(std::filesystem::exists(folder.path() / (page.name("-") + ".1"))) << page.name();
  }
}

TEST(ManPages, HaveEveryOptionAndArgument) {
  const std::vector<CommandPage> pages = all_pages();
  ASSERT_GT(pages.size(), 25U);
  for (const CommandPage& page : pages) {
    const std::string text = man_page(page, pages, "mien 1.2.3");
    for (const OptionEntry& option : page.options) {
      for (const std::string& name : option.names) {
        const std::string font = option.argument ? "\\fI" : "\\fB";
        EXPECT_TRUE(has(text, font + in_roff(name) + "\\fR")) << page.name() << ' ' << name;
      }
    }
    for (const CommandEntry& command : page.commands) {
      EXPECT_TRUE(has(text, "\\fB" + command.name + "\\fR")) << page.name();
    }
  }
}

TEST(ManPages, AreReadByManWithoutAWarning) {
  if (!is_installed("man")) GTEST_SKIP() << "man is not installed";
  const TemporaryFolder folder;
  const std::vector<CommandPage> pages = all_pages();
  for (const CommandPage& page : pages) {
    const std::filesystem::path path = folder.path() / (page.name("-") + ".1");
    write_file(path, man_page(page, pages, "mien 1.2.3"));
    const std::filesystem::path problems = folder.path() / "problems";
    const std::string command = "MANWIDTH=80 man --warnings -E UTF-8 -l " + path.string() +
                                " > /dev/null 2> " + problems.string();
    EXPECT_EQ(std::system(command.c_str()), 0) << page.name();
    EXPECT_EQ(read_text(problems), "") << page.name();
  }
}

TEST(Completions, HaveEveryCommandAndOption) {
  const std::vector<CommandPage> pages = all_pages();
  for (const std::string& shell : completed_shells()) {
    const std::string script = completion_script(shell, pages);
    for (const CommandPage& page : pages) {
      EXPECT_TRUE(has(script, page.name())) << shell << ' ' << page.name();
      for (const OptionEntry& option : page.options) {
        if (option.argument) continue;
        const std::string& name = option.names.back();
        const bool fish = shell == "fish";
        EXPECT_TRUE(has(script, fish ? "-l " + name.substr(2) : name)) << shell << ' ' << name;
      }
    }
  }
}

TEST(Completions, AreParsedByTheirShells) {
  const TemporaryFolder folder;
  const std::vector<CommandPage> pages = all_pages();
  for (const std::string& shell : completed_shells()) {
    const std::filesystem::path path = folder.path() / shell;
    write_file(path, completion_script(shell, pages));
    if (!is_installed(shell)) continue;
    EXPECT_EQ(std::system((shell + " -n " + path.string()).c_str()), 0) << shell;
  }
}

TEST(Completions, OfferWhatFollowsInBash) {
  if (!is_installed("bash")) GTEST_SKIP() << "bash is not installed";
  const TemporaryFolder folder;
  const std::filesystem::path script = folder.path() / "mien";
  write_file(script, run_program({"help", "--completion", "bash"}).output);
  EXPECT_EQ(bash_offers(script, "mien ana"), "analyze\n");
  EXPECT_EQ(bash_offers(script, "mien help comp"), "compare\n");
  EXPECT_EQ(bash_offers(script, "mien evaluate lf"), "lfw\n");
  EXPECT_EQ(bash_offers(script, "mien evaluate lfw --pair"), "--pairs\n");
  EXPECT_EQ(bash_offers(script, "mien analyze --detector m"), "mtcnn\n");
  EXPECT_EQ(bash_offers(script, "mien models fetch --al"), "--all\n");
}

TEST(Completions, OfAnotherShellAreRefused) {
  EXPECT_EQ(run_program({"help", "--completion", "tcsh"}).exit_code, app::exit_usage);
}

TEST(Reference, TheCommittedPagesAreThoseOfTheDefinitions) {
  const std::filesystem::path folder =
      std::filesystem::path(MIEN_SOURCE_DIR) / "docs" / "reference";
  for (const ReferenceFile& file : reference_files(all_pages())) {
    EXPECT_EQ(read_text(folder / file.name), file.text)
        << file.name << ": mien help --reference docs/reference brings it up to date";
  }
}

TEST(Reference, HasEveryOptionWithItsRangeAndDefault) {
  const std::vector<ReferenceFile> files = reference_files(all_pages());
  std::string all;
  for (const ReferenceFile& file : files) all += file.text;
  for (const CommandPage& page : all_pages()) {
    if (page.path.size() < 2) continue;  // the program's own options are --help and --version
    for (const OptionEntry& option : page.options) {
      EXPECT_TRUE(has(all, option.names.front())) << page.name() << ": " << option.names.front();
    }
  }
  EXPECT_TRUE(has(all, "| `--min-face PIXELS` |"));
  EXPECT_TRUE(has(all, "| 12 or more | `32` |"));
  EXPECT_EQ(files.back().name, "README.md");
}

}  // namespace
}  // namespace mien::cli

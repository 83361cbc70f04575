#include "cli/page/page_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "core/console.h"
#include "core/output_file.h"
#include "mien/models/model_store.h"
#include "phone/page_files.h"

namespace mien::cli {

namespace {

struct PageOptions {
  std::string page = "phone";
  std::filesystem::path folder;
};

int write_phone_page(const PageOptions& options) {
  constexpr double megabyte = 1e6;
  RunFiles run;
  run.reads_shipped();
  run.makes("--output", options.folder);
  run.check();
  // All is made before the first file is written.
  const std::vector<phone::PageFile> files = phone::page_files(ModelStore(), phone::core_folders());
  run.makes("--output", options.folder / "packs");
  run.make_ready();
  std::size_t bytes = 0;
  for (const phone::PageFile& file : files) {
    write_file(options.folder / file.name, std::span<const std::byte>(file.bytes));
    bytes += file.bytes.size();
  }
  show(
      fmt::format("{}: {} files, {:.1f} MB. A web server with https shows it; on this machine, one "
                  "at http://localhost does.\n",
                  options.folder.string(), files.size(), static_cast<double>(bytes) / megabyte));
  return app::exit_ok;
}

}  // namespace

Command add_page_command(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("page", "Write a page that reads faces in the browser of a phone");
  const auto options = std::make_shared<PageOptions>();
  app->add_option("PAGE", options->page, "Which page: phone")
      ->required()
      ->check(CLI::IsMember({"phone"}));
  app->add_option("-o,--output", options->folder,
                  "Folder to write the files of the page into; it is made if it is not there")
      ->required()
      ->type_name("DIR");
  app->footer(
      "The page computes on the device that shows it. No picture leaves it, and it works without "
      "a\n"
      "network once it was opened. make phone builds its core, which this command needs.\n"
      "\n"
      "Examples:\n"
      "  mien page phone -o faces\n"
      "  python3 -m http.server --directory faces --bind 127.0.0.1 8000\n");
  return {app, [options] { return write_phone_page(*options); }};
}

}  // namespace mien::cli

#include "cli/licences/licences_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/licences/sbom.h"
#include "core/console.h"
#include "core/output_file.h"
#include "mien/models/catalogue.h"

namespace mien::cli {

namespace {

std::string line_of(const Component& component, std::size_t name_width, std::size_t version_width) {
  return fmt::format("  {:{}}  {:{}}  {:11}  {}\n", component.name, name_width,
                     component.version.empty() ? "-" : component.version, version_width,
                     component.use, component.licence);
}

}  // namespace

std::string licences_text(const std::string& version, std::span<const Component> components) {
  std::string text = fmt::format(
      "mien {}: Apache-2.0, the authors of mien\n"
      "It uses what others made. Names of licences are those of SPDX.\n",
      version);
  std::size_t name_width = 0;
  std::size_t version_width = 0;
  for (const Component& component : components) {
    name_width = std::max(name_width, component.name.size());
    version_width = std::max(version_width, component.version.size());
  }
  std::vector<std::string> parts;
  for (const Component& component : components) {
    if (std::ranges::find(parts, component.part) == parts.end()) parts.push_back(component.part);
  }
  for (const std::string& part : parts) {
    text += fmt::format("\n{}\n", part);
    for (const Component& component : components) {
      if (component.part == part) text += line_of(component, name_width, version_width);
    }
  }
  text +=
      "\nlinked: a shared library; compiled in: headers and scripts that become part of "
      "mien; bundled: comes with mien's packages.\n"
      "mien models list names the models and their licences.\n";
  return text;
}

Command add_licences_command(CLI::App& parent, const std::string& version) {
  CLI::App* app = parent.add_subcommand("licences", "Say what mien is made of, and its terms");
  const auto sbom = std::make_shared<std::filesystem::path>();
  app->add_option("--sbom", *sbom,
                  "Write the list in the format CycloneDX 1.5 (JSON), with the models that mien "
                  "ships; - is standard output")
      ->type_name("FILE.json");
  app->footer(
      "Examples:\n"
      "  mien licences\n"
      "  mien licences --sbom mien.cdx.json\n");
  return {app, [sbom, version] {
            const std::vector<Component> components = own_components();
            if (sbom->empty()) {
              show(licences_text(version, components));
              return app::exit_ok;
            }
            RunFiles files;
            files.reads_shipped();
            files.writes("--sbom", *sbom);
            files.prepare();
            write_file(*sbom, cyclone_dx(version, components, Catalogue::standard().entries()));
            return app::exit_ok;
          }};
}

}  // namespace mien::cli

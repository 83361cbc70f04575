#include "cli/models/models_import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/shell/command.h"
#include "core/console.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/models/model_store.h"
#include "models/digest.h"
#include "published/import_published.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

/// Where the .onnx goes. In the model folder it must not take the place of a catalogue's file.
fs::path destination(const ImportOptions& options, const std::string& id) {
  if (!options.output.empty()) return options.output;
  const fs::path folder = ModelStore::default_folder();
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot be made: {}", folder.string(), failure.message()));
  }
  return folder / (id + ".onnx");
}

}  // namespace

int import_model_file(const ImportOptions& options) {
  const train::PublishedModels known = train::PublishedModels::standard();
  const fs::path file(options.file);
  const train::PublishedModel& model =
      known.at(options.name.empty() ? file.filename().string() : options.name);
  const fs::path output = destination(options, model.metadata.id);
  RunFiles files;
  files.reads(file);
  if (!options.embeddings.empty()) files.reads(options.embeddings);
  files.writes("--output", output);
  files.prepare();
  const models::Bytes bytes = train::import_published(file, model, options.embeddings);
  write_file(output, bytes);
  // With "-" the model itself goes to standard output.
  std::string text = fmt::format("{}: {}\n", model.metadata.id, model.summary);
  text += fmt::format("{}  {}  {} bytes\n", models::sha256_hex(bytes), printable(output.string()),
                      bytes.size());
  text += fmt::format("terms: {}; {}\n", model.metadata.licence, model.metadata.data_terms);
  if (options.output != "-") {
    text += fmt::format("use it: mien analyze --model {} PHOTO...\n", printable(output.string()));
  }
  (options.output == "-" ? say : show)(text);
  return app::exit_ok;
}

std::string published_table() {
  const train::PublishedModels known = train::PublishedModels::standard();
  std::size_t widest = 0;
  std::vector<std::string> files;
  for (const train::PublishedModel& model : known.entries()) {
    std::vector<std::string> names;
    for (const std::string& ending : model.endings) names.push_back(model.name + ending);
    files.push_back(fmt::format("{}", fmt::join(names, ", ")));
    widest = std::max(widest, files.back().size());
  }
  std::string text;
  for (std::size_t i = 0; i < files.size(); ++i) {
    text += fmt::format("{:{}}  {}\n", files[i], widest, known.entries()[i].summary);
  }
  return text;
}

}  // namespace mien::cli

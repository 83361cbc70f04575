#include "cli/models/models_quantize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/files/run_files.h"
#include "cli/models/quantize_text.h"
#include "cli/shell/command.h"
#include "cli/shell/common_options.h"
#include "core/console.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "dataset/source.h"
#include "eval/evaluation.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/models/model_store.h"
#include "mien/nn/network.h"
#include "models/bytes.h"
#include "models/digest.h"
#include "models/embedded_metadata.h"
#include "nn/int8_instructions.h"
#include "pipeline/model_loading.h"
#include "quant/calibration_faces.h"

namespace mien::cli {

namespace {

using Source = std::shared_ptr<const dataset::PictureSource>;

/// One of the data and the part of it that is looked at.
struct Part {
  Source source;
  std::string split;  ///< empty: all of it
  dataset::Split records{};
};

Part open_part(const std::string& data, const std::string& split) {
  Part part{dataset::open_source(data), split, {}};
  if (part.split.empty() && part.source->records().find_column("split")) part.split = "valid";
  if (part.split == "all") part.split.clear();
  if (!part.split.empty()) part.records = dataset::SplitColumn{"split", part.split};
  return part;
}

models::Bytes bytes_of(const std::string& model) {
  const bool path = model.find('/') != std::string::npos || model.ends_with(".onnx");
  return path ? models::read_file(model) : ModelStore().load(model);
}

bool interrupted() { return app::InterruptGuard::interrupted(); }

std::vector<Image> faces_of(const std::vector<Part>& parts, const ModelMetadata& metadata,
                            const std::shared_ptr<const Detector>& detector,
                            const QuantizeRequest& request) {
  std::vector<Image> faces;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    quant::CalibrationOptions options;
    options.split = parts[i].records;
    // The parts share the number, the first ones taking what is left over.
    options.count = request.count / parts.size() + (i < request.count % parts.size() ? 1 : 0);
    options.detector = detector;
    options.stop = interrupted;
    if (options.count == 0) continue;
    std::vector<Image> images = quant::calibration_faces(*parts[i].source, metadata, options);
    std::ranges::move(images, std::back_inserter(faces));
  }
  return faces;
}

/// A bar that appears with the first step.
std::function<void(std::size_t, std::size_t)> progress_of(std::optional<app::ProgressBar>& bar,
                                                          bool visible) {
  return [&bar, visible](std::size_t done, std::size_t total) {
    if (!bar) bar.emplace(total, "pictures", visible);
    bar->update(done);
  };
}

quant::QuantisedModel quantised(const models::Bytes& bytes, const std::vector<Image>& faces,
                                const QuantizeRequest& request) {
  quant::QuantiseOptions options = request.options;
  options.threads = request.threads;
  options.equalise = !request.no_equalise;
  options.correct_bias = !request.no_bias_correction;
  options.stop = interrupted;
  std::optional<app::ProgressBar> bar;
  options.progress = progress_of(bar, !request.quiet);
  return quant::quantise(bytes, request.model, faces, options);
}

std::vector<quant::MeasuredLosses> measured_losses(const std::vector<Part>& parts,
                                                   const Network& floats, const Network& rounded,
                                                   const std::shared_ptr<const Detector>& detector,
                                                   const QuantizeRequest& request) {
  std::vector<quant::MeasuredLosses> result;
  for (const Part& part : parts) {
    eval::EvaluationOptions options;
    options.split = part.records;
    options.groups.emplace();
    options.bootstrap.resamples = 0;
    options.predict.threads = request.threads;
    options.predict.max_corrupt_share = request.max_corrupt / 100;
    options.predict.detector = detector;
    options.predict.stop = interrupted;
    const auto score = [&](const Network& network) {
      std::optional<app::ProgressBar> bar;
      options.predict.progress = progress_of(bar, !request.quiet);
      return eval::evaluate(network, part.source, options);
    };
    const eval::Evaluation before = score(floats);
    const eval::Evaluation after = score(rounded);
    const std::filesystem::path name(part.source->name());
    result.push_back({name.filename().string(), part.split, quant::score_losses(before, after)});
  }
  return result;
}

/// Milliseconds of one forward pass for one picture.
struct PassTimes {
  double floats = 0;
  double rounded = 0;
};

/// The medians of passes in turns. What counts is the processor's time for this program: other work
/// on the machine does not add to it.
PassTimes pass_times(const Network& floats, const Network& rounded, const Image& face) {
  constexpr std::size_t passes = 31;
  const InputSpec& input = floats.metadata().input;
  const std::vector<std::int64_t> shape = input_shape(floats, 1);
  std::vector<float> pixels(static_cast<std::size_t>(shape.front()) * input_values(input));
  write_input(face, input, std::span(pixels).first(input_values(input)));
  const auto milliseconds = [&](const Network& network) {
    const std::clock_t start = std::clock();
    (void)network.run({shape, pixels});
    return 1000 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  std::vector<double> before;
  std::vector<double> after;
  for (std::size_t pass = 0; pass < passes; ++pass) {
    before.push_back(milliseconds(floats));
    after.push_back(milliseconds(rounded));
  }
  const auto median = [](std::vector<double>& values) {
    std::ranges::nth_element(values, values.begin() + passes / 2);
    return values[passes / 2];
  };
  return {median(before), median(after)};
}

std::string times_text(const PassTimes& times) {
  return fmt::format(
      "processor time of a forward pass at one thread: {:.2f} ms in floats, {:.2f} ms in 8 bits "
      "({:.2f} times as fast)\n",
      times.floats, times.rounded, times.floats / times.rounded);
}

void check_losses(const std::vector<quant::MeasuredLosses>& measured,
                  const QuantizeRequest& request) {
  const std::string worst = worst_loss(measured);
  if (worst.empty() || request.force) return;
  throw Error(ErrorCode::model, fmt::format("{}: {}; nothing is written without --force",
                                            printable(request.model), worst));
}

}  // namespace

void add_quantize_options(CLI::App& app, QuantizeRequest& request) {
  app.add_option("MODEL", request.model,
                 "Model to turn to 8 bits: its name in mien models list, or the path of an .onnx")
      ->required();
  app.add_option("--calibrate", request.data,
                 "Labelled pictures: folders, manifests (.csv) or .tar files. They decide on the "
                 "ranges, and the scores on them before and after are compared")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("DATA,...")
      ->required();
  app.add_option("-o,--output", request.output,
                 "Write the .onnx here; without it the losses are only measured")
      ->type_name("FILE");
  app.add_option("--split", request.split,
                 "Take only the pictures with this value in the column split, or all (default: "
                 "valid if there is such a column)")
      ->type_name("VALUE");
  app.add_option("--count", request.count, "Number of pictures that decide on the ranges")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N")
      ->capture_default_str();
  const std::map<std::string, quant::RangeRule> rules = {
      {"min-max", quant::RangeRule::min_max},
      {"percentile", quant::RangeRule::percentile},
      {"mse", quant::RangeRule::mse}};
  app.add_option("--ranges", request.options.ranges,
                 "Range of what goes from layer to layer: all values that were seen, all but a few "
                 "(--percentile), or the range with the least mean squared error")
      ->transform(CLI::CheckedTransformer(rules).description(""))
      ->type_name("min-max|percentile|mse")
      ->default_str("mse");
  app.add_option("--percentile", request.options.percentile,
                 "Percent of the values that --ranges percentile holds")
      ->check(CLI::Range(50.0, 100.0))
      ->type_name("PERCENT")
      ->capture_default_str();
  app.add_flag("--no-equalise", request.no_equalise,
               "Do not make the channels of a layer alike in range first");
  app.add_flag("--no-bias-correction", request.no_bias_correction,
               "Do not take the mean error of the rounded weights out of the biases");
  app.add_flag("--first-layer", request.options.first_layer,
               "Also turn the layer that reads the picture to 8 bits");
  request.analyzer.detector = "none";
  add_optional_detector(app, request.analyzer, "");
  app.add_flag("--force", request.force, "Write the file whatever the losses are");
  add_max_corrupt(app, request.max_corrupt);
  add_threads(app, request.threads);
  app.add_flag("-q,--quiet", request.quiet, "Print no table or progress bar");
  app.footer(
      "Nothing is written if the scores lose too much: more than 0.3 points of accuracy, 0.05\n"
      "years of age, or 0.01 of the CCC of valence or arousal. The guide\n"
      "docs/guides/quantization.md says how it is done.\n"
      "Examples:\n"
      "  mien models quantize mobilenet-v1-emotion --calibrate ferplus.tar -o emotion-int8.onnx\n"
      "  mien models quantize face.onnx --calibrate utkface.tar,fairface.tar --split valid");
}

int quantize_model(const QuantizeRequest& request) {
  const models::Bytes bytes = bytes_of(request.model);
  std::vector<Part> parts;
  RunFiles files;
  for (const std::string& data : request.data) {
    files.reads(data);
    parts.push_back(open_part(data, request.split));
  }
  files.reads_models({&request.model, 1});
  files.writes("--output", request.output);
  files.prepare();
  const app::InterruptGuard guard;
  std::shared_ptr<const Detector> detector;
  if (request.analyzer.detector != "none") {
    FaceAnalyzerOptions analyzer = request.analyzer;
    analyzer.threads = 1;  // several pictures are looked at at once
    detector = load_detector(analyzer);
  }
  const ModelMetadata metadata = models::embedded_metadata(bytes, request.model);
  const std::vector<Image> faces = faces_of(parts, metadata, detector, request);
  const quant::QuantisedModel quantised_model = quantised(bytes, faces, request);
  const Network floats = Network::from_memory(bytes, request.model);
  const Network rounded = Network::from_memory(quantised_model.onnx, request.model + " in 8 bits");
  quant::QuantisationRecord record;
  record.of_sha256 = models::sha256_hex(bytes);
  record.pictures = faces.size();
  record.options = request.options;
  record.options.equalise = !request.no_equalise;
  record.options.correct_bias = !request.no_bias_correction;
  record.measured = measured_losses(parts, floats, rounded, detector, request);
  // With "-" the model itself goes to standard output.
  const auto tell = [&](const std::string& text) {
    if (!request.quiet) (request.output == "-" ? say : show)(text);
  };
  tell(fmt::format("{}: {} of {} convolutions in 8 bits, by {} pictures\n",
                   printable(request.model), quantised_model.layers,
                   quantised_model.layers + quantised_model.float_layers, faces.size()));
  tell(losses_table(record.measured) + "\n");
  tell(times_text(pass_times(floats, rounded, faces.front())));
  if (!has_int8_instructions()) {
    tell(
        "this processor has no instructions for 8 bits (VNNI, dot product): floats suit it "
        "better\n");
  }
  check_losses(record.measured, request);
  if (request.output.empty()) return app::exit_ok;
  const models::Bytes result = quant::with_record(quantised_model, record, request.model);
  write_file(request.output, result);
  tell(fmt::format("{}  {}  {} bytes\n", models::sha256_hex(result), printable(request.output),
                   result.size()));
  return app::exit_ok;
}

}  // namespace mien::cli

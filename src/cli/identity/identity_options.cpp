#include "cli/identity/identity_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <vector>

#include "cli/analyze/analyze_options.h"
#include "cli/shell/common_options.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/models/catalogue.h"
#include "mien/pipeline/analyzer_choices.h"
#include "report/display_text.h"

namespace mien::cli {

void add_identity_options(CLI::App& app, IdentityOptions& options) {
  app.add_option("--model", options.model,
                 "Model that tells people apart: its name in mien models list, or the path of an "
                 ".onnx with "
                 "an identity head")
      ->type_name("MODEL")
      ->capture_default_str();
  add_detector_options(app, options.analyzer);
  options.max_pixels = DecodeOptions{}.max_pixels;
  app.add_option("--max-pixels", options.max_pixels, "Refuse larger pictures")
      ->check(CLI::PositiveNumber)
      ->type_name("PIXELS")
      ->capture_default_str();
  add_threads(app, options.threads);
  app.add_flag("-q,--quiet", options.quiet, "Print no progress bar and no notes");
}

void add_threshold_options(CLI::App& app, ThresholdOptions& options) {
  const char* const group = "Decision";
  auto* const threshold =
      app.add_option(
             "--threshold", options.distance,
             "Take two faces for the same person up to this distance (Euclidean, of L2-normalised "
             "features)")
          ->check(CLI::Range(0.0, 2.0))
          ->type_name("DISTANCE")
          ->group(group);
  app.add_option(
         "--false-accepts", options.false_accepts,
         "Choose the threshold by the share of pairs of different people that are taken for one "
         "person, as measured for the model")
      ->each([&options](const std::string&) { options.share_asked = true; })
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE")
      ->capture_default_str()
      ->group(group)
      ->excludes(threshold);
}

Threshold chosen_threshold(const ModelMetadata& model, const ThresholdOptions& options) {
  if (options.distance) return {static_cast<float>(*options.distance), std::nullopt};
  const auto head = std::ranges::find(model.heads, HeadKind::identity, &HeadSpec::kind);
  const std::vector<OperatingPoint> points =
      head == model.heads.end() ? std::vector<OperatingPoint>() : head->operating_points;
  if (points.empty()) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected operating points in its metadata, found none; choose a "
                            "--threshold (mien gallery thresholds measures them)",
                            model.id));
  }
  const auto strictest = std::ranges::min_element(points, {}, &OperatingPoint::false_accepts);
  std::optional<OperatingPoint> best = operating_point(model, options.false_accepts);
  if (!best && !options.share_asked) best = *strictest;
  if (!best) {
    throw Error(
        ErrorCode::usage,
        fmt::format(
            "--false-accepts: expected at least {:.2g}, the strictest operating point of {}, "
            "found {}",
            strictest->false_accepts, model.id, options.false_accepts));
  }
  return {static_cast<float>(best->distance), *best};
}

std::string evidence_text(const Threshold& threshold) {
  if (!threshold.point) return "";
  const OperatingPoint& point = *threshold.point;
  const std::string by_person = point.true_accepts_by_person
                                    ? fmt::format(" ({:.1f} % with each person counted alike)",
                                                  100 * *point.true_accepts_by_person)
                                    : "";
  return fmt::format(
      "At the threshold {:.4f}, {:.3g} % of {} pairs of different people were taken for one "
      "person. "
      "So were {:.1f} % of {} pairs of one person{}. The data: {}.",
      point.distance, 100 * point.false_accepts, point.impostor_pairs, 100 * point.true_accepts,
      point.genuine_pairs, by_person, point.data);
}

std::string evidence_help(const std::string& model, const ThresholdOptions& options) {
  constexpr int width = 88;
  std::string text;
  try {
    const Catalogue catalogue = Catalogue::standard();
    const auto& entries = catalogue.entries();
    const auto entry = std::ranges::find(entries, model, &CatalogueEntry::id);
    if (entry == entries.end()) return "";
    const Threshold threshold = chosen_threshold(entry->metadata, options);
    for (const std::string& line : wrap(evidence_text(threshold), width)) text += line + "\n";
  } catch (const Error&) {
    return "";  // help is there without a catalogue, too
  }
  return text;
}

}  // namespace mien::cli

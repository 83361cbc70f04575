#include "c/options.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "c/guard.h"
#include "c/sized.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/analyzer_choices.h"

namespace mien::c {

namespace {

mien_options default_options() {
  const FaceAnalyzerOptions analyzer;
  mien_options options{};
  options.struct_size = sizeof options;
  options.min_face = analyzer.detection.min_face;
  options.max_faces = analyzer.detection.max_faces;
  options.min_score = std::numeric_limits<float>::quiet_NaN();
  options.min_quality = analyzer.min_quality;
  options.max_yaw = analyzer.max_yaw;
  options.contempt = analyzer.drop_contempt ? 0 : 1;
  options.threads = analyzer.threads;
  options.batch = analyzer.batch;
  options.max_pixels = DecodeOptions{}.max_pixels;
  options.precision = MIEN_PRECISION_AUTO;
  options.mesh = analyzer.mesh ? 1 : 0;
  return options;
}

mien_clip_options default_clip_options() {
  const ClipAnalyzerOptions analysis;
  mien_clip_options options{};
  options.struct_size = sizeof options;
  options.detect_every = analysis.detect_every;
  options.every = FrameSourceOptions{}.every;
  options.to = std::numeric_limits<double>::quiet_NaN();
  options.time_constant = analysis.smoothing.time_constant;
  return options;
}

bool flag(std::int32_t value, std::string_view name) {
  if (value == 0 || value == 1) return value == 1;
  throw Error(ErrorCode::usage, fmt::format("{}: expected 0 or 1, found {}", name, value));
}

Precision precision_of(std::int32_t value) {
  switch (value) {
    case MIEN_PRECISION_AUTO:
      return Precision::automatic;
    case MIEN_PRECISION_FLOAT:
      return Precision::float32;
    case MIEN_PRECISION_INT8:
      return Precision::int8;
    default:
      throw Error(ErrorCode::usage,
                  fmt::format("precision: expected MIEN_PRECISION_AUTO, MIEN_PRECISION_FLOAT or "
                              "MIEN_PRECISION_INT8, found {}",
                              value));
  }
}

std::vector<std::string> texts(const char* const* list, std::size_t count, const char* name) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < count; ++i) {
    result.emplace_back(&required(required(&list, name)[i], name));
  }
  return result;
}

}  // namespace

ReadOptions read_options(const mien_options* c_options) {
  const mien_options options = read_sized(c_options, default_options(), "options");
  ReadOptions result{.analyzer = {}, .max_pixels = options.max_pixels};
  if (options.max_pixels < 1) {
    throw Error(ErrorCode::usage,
                fmt::format("max_pixels: expected at least 1, found {}", options.max_pixels));
  }
  FaceAnalyzerOptions& analyzer = result.analyzer;
  if (options.models != nullptr) {
    analyzer.models = texts(options.models, options.model_count, "models");
  }
  if (options.attributes != nullptr) {
    analyzer.attributes = texts(options.attributes, options.attribute_count, "attributes");
  }
  if (options.detector != nullptr) analyzer.detector = options.detector;
  analyzer.detection.min_face = options.min_face;
  analyzer.detection.max_faces = options.max_faces;
  if (!std::isnan(options.min_score)) analyzer.detection.min_score = options.min_score;
  analyzer.min_quality = options.min_quality;
  analyzer.max_yaw = options.max_yaw;
  analyzer.drop_contempt = !flag(options.contempt, "contempt");
  analyzer.threads = options.threads;
  analyzer.batch = options.batch;
  analyzer.precision = precision_of(options.precision);
  analyzer.mesh = flag(options.mesh, "mesh");
  if (flag(options.identity, "identity")) analyzer = with_identity(std::move(analyzer));
  if (options.models_folder != nullptr) {
    analyzer = with_models_of(std::move(analyzer), options.models_folder);
  }
  return result;
}

ReadClipOptions read_clip_options(const mien_clip_options* c_options) {
  const mien_clip_options options = read_sized(c_options, default_clip_options(), "clip options");
  ReadClipOptions result;
  result.analysis.detect_every = options.detect_every;
  result.analysis.smoothing.time_constant = options.time_constant;
  result.analysis.adaptive = flag(options.adaptive, "adaptive");
  result.source.every = options.every;
  result.source.from = options.from;
  if (!std::isnan(options.to)) result.source.to = options.to;
  return result;
}

}  // namespace mien::c

void mien_options_init(mien_options* options, size_t struct_size) {
  mien::c::init_sized(options, struct_size, mien::c::default_options());
}

void mien_clip_options_init(mien_clip_options* options, size_t struct_size) {
  mien::c::init_sized(options, struct_size, mien::c::default_clip_options());
}

#include "analyzer.h"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <future>
#include <memory>
#include <span>
#include <utility>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/analyzer_choices.h"
#include "mien/pipeline/picture_result.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

/// A batch of decoded pictures holds at most so many, however many pictures it has.
constexpr std::int64_t most_pixels_at_once = 200'000'000;

struct Decoded {
  Image picture;
  std::string error;
};

Decoded decode(const std::string& path, std::int64_t max_pixels) {
  Decoded decoded;
  decoded.error =
      reason_of_failure([&] { decoded.picture = read_image(path, {.max_pixels = max_pixels}); });
  return decoded;
}

/// Files, decoded by as many threads as the analyzer has; their faces share forward passes.
std::vector<ImageResult> analyze_files(const Analyzer& analyzer,
                                       const std::vector<std::string>& paths) {
  std::vector<ImageResult> results(paths.size());
  std::vector<Image> pictures;
  std::vector<ImageResult*> waiting;
  std::int64_t pixels = 0;
  const auto flush = [&] {
    std::vector<ImageResult> answers = analyze_each(analyzer.faces, pictures);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      answers[i].file = std::move(waiting[i]->file);
      *waiting[i] = std::move(answers[i]);
    }
    pictures.clear();
    waiting.clear();
    pixels = 0;
  };
  const auto threads = static_cast<std::size_t>(analyzer.threads);
  for (std::size_t first = 0; first < paths.size(); first += threads) {
    std::vector<std::future<Decoded>> decoders;
    for (std::size_t i = first; i < std::min(first + threads, paths.size()); ++i) {
      // One thread alone needs no other.
      const auto policy = threads == 1 ? std::launch::deferred : std::launch::async;
      decoders.push_back(std::async(policy, decode, paths[i], analyzer.max_pixels));
    }
    for (std::size_t i = 0; i < decoders.size(); ++i) {
      ImageResult& result = results[first + i];
      Decoded decoded = decoders[i].get();
      result = result_of(paths[first + i], decoded.picture, {});
      result.error = std::move(decoded.error);
      if (!result.error.empty()) continue;
      pixels += std::int64_t{result.width} * result.height;
      pictures.push_back(std::move(decoded.picture));
      waiting.push_back(&result);
    }
    if (pixels >= most_pixels_at_once) flush();
  }
  flush();
  return results;
}

ImageResult detected(const Analyzer& analyzer, const std::string& name, const Image& picture) {
  return result_of(name, picture, faces_of(analyzer.faces.detect(picture)));
}

ImageResult analyze_picture(const Analyzer& analyzer, const std::string& name, const Image& picture,
                            bool attributes) {
  if (!attributes) return detected(analyzer, name, picture);
  return result_of(name, picture, analyzer.faces.analyze(picture));
}

Precision precision_of(const std::string& name) {
  if (name == "auto") return Precision::automatic;
  if (name == "float") return Precision::float32;
  if (name == "int8") return Precision::int8;
  throw Error(ErrorCode::usage, "precision: expected auto, float or int8, found \"" + name + "\"");
}

FaceAnalyzerOptions options_of(const py::kwargs& keywords) {
  FaceAnalyzerOptions options;
  std::optional<std::string> folder;
  bool identity = false;
  bool alone = false;
  for (const auto& [key, value] : keywords) {
    const auto name = key.cast<std::string>();
    const auto is = [&](const char* option) { return name == option; };
    if (value.is_none()) continue;
    if (is("models_folder")) folder = path_bytes(py::reinterpret_borrow<py::object>(value));
    if (is("models")) options.models = value.cast<std::vector<std::string>>();
    if (is("precision")) options.precision = precision_of(value.cast<std::string>());
    if (is("attributes")) options.attributes = value.cast<std::vector<std::string>>();
    if (is("detector")) options.detector = value.cast<std::string>();
    if (is("min_face")) options.detection.min_face = value.cast<int>();
    if (is("max_faces")) options.detection.max_faces = value.cast<int>();
    if (is("min_score")) options.detection.min_score = value.cast<float>();
    if (is("min_quality")) options.min_quality = value.cast<float>();
    if (is("max_yaw")) options.max_yaw = value.cast<float>();
    if (is("identity")) identity = value.cast<bool>();
    if (is("identity_alone")) alone = value.cast<bool>();
    if (is("mesh")) options.mesh = value.cast<bool>();
    if (is("contempt")) options.drop_contempt = !value.cast<bool>();
    if (is("age_top")) options.age_top = value.cast<int>();
    if (is("gender_threshold")) options.gender_threshold = value.cast<float>();
    if (is("threads")) options.threads = value.cast<int>();
    if (is("batch")) options.batch = value.cast<int>();
  }
  if (identity) options = with_identity(std::move(options));
  if (alone) options = identity_alone(std::move(options));
  if (folder) options = with_models_of(std::move(options), *folder);
  return options;
}

std::unique_ptr<Analyzer> make_analyzer(std::int64_t max_pixels, const py::kwargs& keywords) {
  if (max_pixels < 1) {
    throw Error(ErrorCode::usage,
                "max_pixels: expected at least 1, found " + std::to_string(max_pixels));
  }
  // A value of a wrong type is an error of Python; it is read while the interpreter is locked.
  const FaceAnalyzerOptions options = options_of(keywords);
  const py::gil_scoped_release unlocked;
  return std::make_unique<Analyzer>(Analyzer{FaceAnalyzer(options), max_pixels, options.threads});
}

py::object threshold_of(const Analyzer& analyzer, double false_accepts, std::size_t pairs) {
  const std::optional<ModelMetadata> model = analyzer.identity_model();
  if (!model) return py::none();
  const std::optional<OperatingPoint> point = operating_point(*model, false_accepts, pairs);
  if (!point) return py::none();
  py::dict result;
  result["distance"] = point->distance;
  result["false_accepts"] = point->false_accepts;
  result["true_accepts"] = point->true_accepts;
  result["data"] = point->data;
  return result;
}

}  // namespace

std::optional<ModelMetadata> Analyzer::identity_model() const {
  std::optional<ModelMetadata> result;
  for (const ModelMetadata& model : faces.models()) {
    const bool has = std::ranges::count(model.heads, HeadKind::identity, &HeadSpec::kind) > 0;
    if (has) result = model;
  }
  return result;
}

void add_analyzer(py::module_& module) {
  py::class_<Analyzer>(module, "Analyzer")
      .def(py::init(&make_analyzer), py::arg("max_pixels") = DecodeOptions{}.max_pixels)
      .def(
          "analyze_file",
          [](const Analyzer& analyzer, const py::object& path, bool attributes) {
            const std::string name = path_bytes(path);
            const py::gil_scoped_release unlocked;
            const Image picture = read_image(name, {.max_pixels = analyzer.max_pixels});
            return analyze_picture(analyzer, name, picture, attributes);
          },
          py::arg("path"), py::arg("attributes") = true)
      .def(
          "analyze_bytes",
          [](const Analyzer& analyzer, const py::bytes& data, bool attributes) {
            const std::string_view view = data;
            const py::gil_scoped_release unlocked;
            const Image picture = decode_image(std::as_bytes(std::span(view.data(), view.size())),
                                               "picture", {.max_pixels = analyzer.max_pixels});
            return analyze_picture(analyzer, "", picture, attributes);
          },
          py::arg("data"), py::arg("attributes") = true)
      .def(
          "analyze_pixels",
          [](const Analyzer& analyzer, const py::array& pixels, bool bgr, bool attributes) {
            const Image picture = image_of(pixels, bgr);
            const py::gil_scoped_release unlocked;
            return analyze_picture(analyzer, "", picture, attributes);
          },
          py::arg("pixels"), py::arg("bgr") = false, py::arg("attributes") = true)
      .def(
          "analyze_files",
          [](const Analyzer& analyzer, const std::vector<py::object>& paths) {
            std::vector<std::string> names;
            names.reserve(paths.size());
            for (const py::object& path : paths) names.push_back(path_bytes(path));
            const py::gil_scoped_release unlocked;
            return analyze_files(analyzer, names);
          },
          py::arg("paths"))
      .def("models",
           [](const Analyzer& analyzer) {
             std::vector<std::string> texts;
             for (const ModelMetadata& model : analyzer.faces.models()) {
               texts.push_back(format_metadata(model));
             }
             return texts;
           })
      .def_property_readonly("identity_model",
                             [](const Analyzer& analyzer) -> std::optional<std::string> {
                               const auto model = analyzer.identity_model();
                               return model ? std::optional(model->id) : std::nullopt;
                             })
      .def("threshold", &threshold_of, py::arg("false_accepts"), py::arg("pairs") = 1);
}

}  // namespace mien::python

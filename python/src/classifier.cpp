#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matrix.h"
#include "mien/core/error.h"
#include "mien/learn/cross_validation.h"
#include "mien/learn/pipeline.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

/// The value of an option whose name and type are told; nothing if it is None or not given.
template <typename Value>
std::optional<Value> option_value(const py::dict& options, const char* name) {
  if (!options.contains(name) || options[name].is_none()) return std::nullopt;
  return options[name].cast<Value>();
}

DistanceMetric metric_of(const std::string& name) {
  if (name == "euclidean") return DistanceMetric::euclidean;
  if (name == "cosine") return DistanceMetric::cosine;
  throw Error(ErrorCode::usage, "metric: expected euclidean or cosine, found \"" + name + "\"");
}

StepKind step_of(const std::string& name) {
  if (name == "scale") return StepKind::standard_scaling;
  if (name == "l2") return StepKind::l2;
  throw Error(ErrorCode::usage, "steps: expected scale or l2, found \"" + name + "\"");
}

ClassifierOptions classifier_of(const std::string& kind, const py::dict& options,
                                std::uint64_t seed) {
  if (kind == "linear-svc") {
    LinearSvcOptions svc{.seed = seed};
    svc.c = option_value<double>(options, "cost").value_or(svc.c);
    svc.balanced = option_value<bool>(options, "balanced").value_or(svc.balanced);
    return svc;
  }
  if (kind == "rbf-svm") {
    RbfSvmOptions svm{.seed = seed};
    svm.c = option_value<double>(options, "cost").value_or(svm.c);
    svm.gamma = option_value<double>(options, "gamma");
    svm.balanced = option_value<bool>(options, "balanced").value_or(svm.balanced);
    return svm;
  }
  if (kind == "random-forest") {
    RandomForestOptions forest{.seed = seed};
    forest.trees = option_value<int>(options, "trees").value_or(forest.trees);
    forest.depth = option_value<int>(options, "depth");
    return forest;
  }
  if (kind == "nearest-neighbours") {
    NearestNeighboursOptions nearest;
    nearest.neighbours = option_value<int>(options, "neighbours").value_or(nearest.neighbours);
    if (const auto metric = option_value<std::string>(options, "metric")) {
      nearest.metric = metric_of(*metric);
    }
    nearest.by_distance = option_value<bool>(options, "by_distance").value_or(nearest.by_distance);
    return nearest;
  }
  throw Error(ErrorCode::usage,
              "kind: expected linear-svc, rbf-svm, random-forest or nearest-neighbours, found \"" +
                  kind + "\"");
}

/// Settings to choose among: what they share, and a dictionary for each.
std::vector<PipelineOptions> settings_of(const std::string& kind,
                                         const std::vector<std::string>& steps,
                                         const std::vector<py::dict>& candidates,
                                         std::uint64_t seed) {
  std::vector<StepKind> kinds;
  kinds.reserve(steps.size());
  for (const std::string& step : steps) kinds.push_back(step_of(step));
  std::vector<PipelineOptions> settings;
  settings.reserve(candidates.size());
  for (const py::dict& candidate : candidates)
    settings.push_back({kinds, classifier_of(kind, candidate, seed)});
  return settings;
}

/// Rows with the names of their classes; the classes are the names, sorted, as of `mien fit`.
LabelledFeatures samples_of(const FloatRows& rows, const std::vector<std::string>& labels) {
  LabelledFeatures samples{matrix_of(rows), {}, {}};
  if (labels.size() != samples.features.rows) {
    throw Error(ErrorCode::usage, "y: expected " + std::to_string(samples.features.rows) +
                                      " classes, one for each row, found " +
                                      std::to_string(labels.size()));
  }
  const std::set<std::string> names(labels.begin(), labels.end());
  samples.names.assign(names.begin(), names.end());
  for (const std::string& label : labels) {
    samples.classes.push_back(
        static_cast<std::uint32_t>(std::distance(names.begin(), names.find(label))));
  }
  return samples;
}

py::array_t<double> table_of(const std::vector<double>& values, std::size_t columns) {
  const std::size_t rows = columns == 0 ? 0 : values.size() / columns;
  py::array_t<double> array({static_cast<py::ssize_t>(rows), static_cast<py::ssize_t>(columns)});
  std::ranges::copy(values, array.mutable_data());
  return array;
}

py::array_t<std::uint32_t> numbers_of(const std::vector<std::uint32_t>& values) {
  return py::array_t<std::uint32_t>(static_cast<py::ssize_t>(values.size()), values.data());
}

Pipeline fit(const FloatRows& rows, const std::vector<std::string>& labels, const std::string& kind,
             const std::vector<std::string>& steps, const py::dict& options, std::uint64_t seed,
             int threads, const std::string& descriptors) {
  const LabelledFeatures samples = samples_of(rows, labels);
  const std::vector<PipelineOptions> settings = settings_of(kind, steps, {options}, seed);
  const py::gil_scoped_release unlocked;
  return fit_pipeline(samples, settings.front(), threads, descriptors);
}

py::dict search(const FloatRows& rows, const std::vector<std::string>& labels,
                const std::vector<std::size_t>& groups, const std::string& kind,
                const std::vector<std::string>& steps, const std::vector<py::dict>& candidates,
                std::size_t folds, std::uint64_t seed, int threads) {
  const LabelledFeatures samples = samples_of(rows, labels);
  const std::vector<PipelineOptions> settings = settings_of(kind, steps, candidates, seed);
  GridSearch search;
  {
    const py::gil_scoped_release unlocked;
    search = grid_search(samples, groups, settings, {folds, seed, threads});
  }
  py::list accuracies;
  for (const CandidateScore& score : search.scores) accuracies.append(score.fold_accuracies);
  py::dict result;
  result["best"] = search.best;
  result["fold_accuracies"] = accuracies;
  return result;
}

py::dict validate(const FloatRows& rows, const std::vector<std::string>& labels,
                  const std::vector<std::size_t>& groups, const std::string& kind,
                  const std::vector<std::string>& steps, const std::vector<py::dict>& candidates,
                  std::size_t folds, std::uint64_t seed, int threads) {
  const LabelledFeatures samples = samples_of(rows, labels);
  const std::vector<PipelineOptions> settings = settings_of(kind, steps, candidates, seed);
  CrossValidation search;
  {
    const py::gil_scoped_release unlocked;
    search = cross_validate(samples, groups, settings, {folds, seed, threads});
  }
  py::dict result;
  result["classes"] = samples.names;
  result["chosen"] = numbers_of(search.predictions.chosen);
  result["probabilities"] = table_of(search.predictions.probabilities, search.predictions.classes);
  result["fold_of"] = py::array_t<std::size_t>(static_cast<py::ssize_t>(search.fold_of.size()),
                                               search.fold_of.data());
  result["candidate_of_fold"] = search.chosen;
  return result;
}

/// Answers of a function that leaves the interpreter to others meanwhile.
template <typename Answer>
auto without_interpreter(const FloatRows& rows, const Answer& answer) {
  const FeatureMatrix samples = matrix_of(rows);
  const py::gil_scoped_release unlocked;
  return answer(samples);
}

}  // namespace

void add_classifier(py::module_& module) {
  py::class_<Pipeline>(module, "Pipeline")
      .def_property_readonly(
          "kind",
          [](const Pipeline& pipeline) { return std::string(pipeline.classifier().kind()); })
      .def_property_readonly(
          "features", [](const Pipeline& pipeline) { return pipeline.classifier().features(); })
      .def_property_readonly("classes", &Pipeline::names)
      .def_property_readonly(
          "descriptors", [](const Pipeline& pipeline) { return path_text(pipeline.descriptors()); })
      .def(
          "predict",
          [](const Pipeline& pipeline, const FloatRows& rows, int threads) {
            const ClassPredictions predictions = without_interpreter(
                rows, [&](const FeatureMatrix& all) { return pipeline.predict(all, threads); });
            return py::make_tuple(numbers_of(predictions.chosen),
                                  table_of(predictions.probabilities, predictions.classes));
          },
          py::arg("rows"), py::arg("threads") = 1)
      .def(
          "decision_scores",
          [](const Pipeline& pipeline, const FloatRows& rows, int threads) {
            return table_of(without_interpreter(rows,
                                                [&](const FeatureMatrix& all) {
                                                  return pipeline.decision_scores(all, threads);
                                                }),
                            pipeline.names().size());
          },
          py::arg("rows"), py::arg("threads") = 1)
      .def(
          "save",
          [](const Pipeline& pipeline, const py::object& path) {
            const std::string name = path_bytes(path);
            const py::gil_scoped_release unlocked;
            save_pipeline(pipeline, name);
          },
          py::arg("path"))
      .def_static(
          "load",
          [](const py::object& path) {
            const std::string name = path_bytes(path);
            const py::gil_scoped_release unlocked;
            return load_pipeline(name);
          },
          py::arg("path"));
  module.def("fit_pipeline", &fit, py::arg("rows"), py::arg("labels"), py::arg("kind"),
             py::arg("steps"), py::arg("options"), py::arg("seed"), py::arg("threads"),
             py::arg("descriptors"));
  module.def("grid_search", &search, py::arg("rows"), py::arg("labels"), py::arg("groups"),
             py::arg("kind"), py::arg("steps"), py::arg("candidates"), py::arg("folds"),
             py::arg("seed"), py::arg("threads"));
  module.def("cross_validate", &validate, py::arg("rows"), py::arg("labels"), py::arg("groups"),
             py::arg("kind"), py::arg("steps"), py::arg("candidates"), py::arg("folds"),
             py::arg("seed"), py::arg("threads"));
}

}  // namespace mien::python

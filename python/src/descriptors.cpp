#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matrix.h"
#include "mien/core/error.h"
#include "mien/descriptors/describe.h"
#include "mien/pipeline/analyzer_choices.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

FaceChoice face_of(const std::string& name) {
  if (name == "largest") return FaceChoice::largest;
  if (name == "best") return FaceChoice::best;
  if (name == "tracked") return FaceChoice::track;
  throw Error(ErrorCode::usage,
              "face: expected largest, best, tracked or all, found \"" + name + "\"");
}

DescriptorOrder order_of(const std::string& name) {
  if (name == "paper") return DescriptorOrder::paper;
  if (name == "code") return DescriptorOrder::code;
  throw Error(ErrorCode::usage, "order: expected paper or code, found \"" + name + "\"");
}

Prior prior_of(const std::string& name) {
  if (name == "none") return Prior::none;
  if (name == "natural") return Prior::natural;
  if (name == "uniform") return Prior::uniform;
  throw Error(ErrorCode::usage, "prior: expected none, natural or uniform, found \"" + name + "\"");
}

struct Description {
  std::vector<std::string> inputs;
  DescribeOptions options;
  ClipListOptions list;
};

Description description_of(const std::vector<py::object>& inputs, const py::kwargs& keywords) {
  Description result;
  for (const py::object& input : inputs) result.inputs.push_back(path_bytes(input));
  DescribeOptions& options = result.options;
  for (const auto& [key, value] : keywords) {
    const auto name = key.cast<std::string>();
    const auto is = [&](const char* option) { return name == option; };
    if (value.is_none()) continue;
    if (is("model")) options.model = path_bytes(py::reinterpret_borrow<py::object>(value));
    if (is("layer")) options.layer = value.cast<std::string>();
    if (is("attributes")) options.attributes = value.cast<std::vector<std::string>>();
    if (is("prior")) options.prior = prior_of(value.cast<std::string>());
    if (is("face")) {
      const auto face = value.cast<std::string>();
      options.describer.group = face == "all";
      if (!options.describer.group) options.describer.face = face_of(face);
    }
    if (is("order")) options.describer.descriptor.order = order_of(value.cast<std::string>());
    if (is("l2")) options.describer.descriptor.l2 = value.cast<bool>();
    if (is("detector")) {
      options.analyzer.detector = value.cast<std::string>();
      options.detect = options.analyzer.detector != "none";
    }
    if (is("min_face")) options.analyzer.detection.min_face = value.cast<int>();
    if (is("every")) options.frames.every = value.cast<int>();
    if (is("threads")) options.threads = value.cast<int>();
    if (is("models_folder")) {
      options.analyzer =
          with_models_of(options.analyzer, path_bytes(py::reinterpret_borrow<py::object>(value)));
    }
    if (is("clip_column")) result.list.sequence = value.cast<std::string>();
    if (is("order_by")) result.list.order = value.cast<std::string>();
    if (is("label_column")) result.list.label = value.cast<std::string>();
  }
  return result;
}

DescribedClips describe(const std::vector<py::object>& inputs, const py::object& progress,
                        const py::kwargs& keywords) {
  const Description description = description_of(inputs, keywords);
  DescribeCallbacks callbacks;
  if (!progress.is_none()) {
    callbacks.progress = [&progress](std::size_t done, std::size_t clips) {
      const py::gil_scoped_acquire locked;
      progress(done, clips);
    };
  }
  // Ctrl-C ends the work before the next frame.
  callbacks.stop = [] {
    const py::gil_scoped_acquire locked;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    return false;
  };
  const py::gil_scoped_release unlocked;
  return describe_clips(description.inputs, description.options, description.list, callbacks);
}

py::array_t<float> statistics(const FloatRows& features, const std::string& order, bool l2) {
  const FeatureMatrix frames = matrix_of(features);
  ClipDescriptor clip(frames.columns, {.order = order_of(order), .l2 = l2});
  for (std::size_t row = 0; row < frames.rows; ++row) clip.add(frames.row(row));
  const std::vector<float> values = clip.values();
  return py::array_t<float>(static_cast<py::ssize_t>(values.size()), values.data());
}

template <typename Value>
py::list listed(const DescribedClips& clips, Value DescribedClip::*member) {
  py::list values;
  for (const DescribedClip& clip : clips.clips) values.append(clip.*member);
  return values;
}

py::list texts_of(const DescribedClips& clips, std::string DescribedClip::*member) {
  py::list values;
  for (const DescribedClip& clip : clips.clips) values.append(path_text(clip.*member));
  return values;
}

}  // namespace

void add_descriptors(py::module_& module) {
  py::class_<DescribedClips>(module, "DescribedClips")
      .def_property_readonly(
          "values", [](const DescribedClips& clips) { return array_of(clips.descriptors); })
      .def_property_readonly(
          "names",
          [](const DescribedClips& clips) { return texts_of(clips, &DescribedClip::name); })
      .def_property_readonly(
          "labels",
          [](const DescribedClips& clips) { return texts_of(clips, &DescribedClip::label); })
      .def_property_readonly(
          "notes",
          [](const DescribedClips& clips) { return texts_of(clips, &DescribedClip::note); })
      .def_property_readonly(
          "frames",
          [](const DescribedClips& clips) { return listed(clips, &DescribedClip::frames); })
      .def_property_readonly("frames_with_face",
                             [](const DescribedClips& clips) {
                               return listed(clips, &DescribedClip::frames_with_face);
                             })
      .def_property_readonly(
          "seconds",
          [](const DescribedClips& clips) { return listed(clips, &DescribedClip::seconds); })
      .def_property_readonly("columns",
                             [](const DescribedClips& clips) {
                               py::list columns;
                               for (const std::string& column : clips.columns) {
                                 columns.append(path_text(column));
                               }
                               return columns;
                             })
      .def_property_readonly("fields",
                             [](const DescribedClips& clips) {
                               py::list rows;
                               for (const DescribedClip& clip : clips.clips) {
                                 py::list row;
                                 for (const std::string& field : clip.fields) {
                                   row.append(path_text(field));
                                 }
                                 rows.append(std::move(row));
                               }
                               return rows;
                             })
      .def_property_readonly("features",
                             [](const DescribedClips& clips) { return path_text(clips.features); })
      .def_property_readonly("problems",
                             [](const DescribedClips& clips) {
                               py::list problems;
                               for (const std::string& problem : clips.problems) {
                                 problems.append(path_text(problem));
                               }
                               return problems;
                             })
      .def(
          "save",
          [](const DescribedClips& clips, const py::object& path) {
            const std::string name = path_bytes(path);
            const py::gil_scoped_release unlocked;
            write_descriptors(name, clips);
          },
          py::arg("path"));
  module.def("describe_clips", &describe, py::arg("clips"), py::arg("progress") = py::none());
  module.def("clip_statistics", &statistics, py::arg("features"), py::arg("order") = "paper",
             py::arg("l2") = true);
}

}  // namespace mien::python

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/face.h"
#include "mien/face/heads.h"
#include "mien/identity/main_face.h"
#include "mien/report/result_writer.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

py::array_t<float> numbers(std::vector<py::ssize_t> shape, const std::vector<float>& values) {
  py::array_t<float> array(std::move(shape));
  std::copy(values.begin(), values.end(), array.mutable_data());
  return array;
}

py::object landmarks_of(const Face& face) {
  if (!face.landmarks) return py::none();
  std::vector<float> values;
  for (const Point& point : *face.landmarks) {
    values.push_back(point.x);
    values.push_back(point.y);
  }
  return numbers({5, 2}, values);
}

/// Name and probability, in mien's order of the classes, then others.
py::dict probabilities_of(const Classification& answer) {
  py::dict result;
  const auto add_known = [&](std::span<const std::string_view> labels) {
    for (const std::string_view label : labels) {
      for (const LabelProbability& entry : answer.probabilities) {
        if (entry.label == label) result[py::str(entry.label)] = entry.probability;
      }
    }
  };
  add_known(emotion_labels);
  add_known(gender_labels);
  add_known(ethnicity_labels);
  for (const LabelProbability& entry : answer.probabilities) {
    if (!result.contains(entry.label)) result[py::str(entry.label)] = entry.probability;
  }
  return result;
}

float probability_of(const Classification& answer, const std::string& label) {
  for (const LabelProbability& entry : answer.probabilities) {
    if (entry.label == label) return entry.probability;
  }
  throw py::key_error(label);
}

void add_classification(py::module_& module) {
  py::class_<Classification>(module, "Classification")
      .def_readonly("label", &Classification::label)
      .def_property_readonly("confidence", &Classification::confidence)
      .def_property_readonly("unsure", &Classification::unsure)
      .def_property_readonly("probabilities", &probabilities_of)
      .def("without", [](const Classification& answer,
                         const std::string& label) { return without_class(answer, label); })
      .def("__getitem__", &probability_of)
      .def("__contains__",
           [](const Classification& answer, const std::string& label) {
             return probabilities_of(answer).contains(label);
           })
      .def("__iter__",
           [](const Classification& answer) { return py::iter(probabilities_of(answer)); })
      .def("__len__", [](const Classification& answer) { return answer.probabilities.size(); })
      .def("__eq__", [](const Classification& a, const Classification& b) { return a == b; })
      .def("__repr__", [](const Classification& answer) {
        return py::str("<{} {:.0%}>").format(answer.label, answer.confidence());
      });
}

}  // namespace

void add_faces(py::module_& module) {
  add_classification(module);
  py::class_<Face>(module, "Face")
      .def_property_readonly("box",
                             [](const Face& face) {
                               const Box& box = face.box;
                               return numbers({4}, {box.x, box.y, box.width, box.height});
                             })
      .def_readonly("score", &Face::score)
      .def_property_readonly("landmarks", &landmarks_of)
      .def_readonly("age", &Face::age)
      .def_property_readonly("age_interval",
                             [](const Face& face) -> py::object {
                               if (!face.age_interval) return py::none();
                               return py::make_tuple(face.age_interval->low,
                                                     face.age_interval->high);
                             })
      .def_readonly("gender", &Face::gender)
      .def_readonly("emotion", &Face::emotion)
      .def_readonly("ethnicity", &Face::ethnicity)
      .def_property_readonly("valence_arousal",
                             [](const Face& face) -> py::object {
                               if (!face.affect) return py::none();
                               return numbers({2}, {face.affect->valence, face.affect->arousal});
                             })
      .def_property_readonly(
          "pose",
          [](const Face& face) -> py::object {
            if (!face.pose) return py::none();
            return numbers({3}, {face.pose->yaw, face.pose->pitch, face.pose->roll});
          })
      .def_readonly("quality", &Face::quality)
      .def_property_readonly("identity",
                             [](const Face& face) -> py::object {
                               if (face.identity.empty()) return py::none();
                               return numbers({static_cast<py::ssize_t>(face.identity.size())},
                                              face.identity);
                             })
      .def_readonly("turned", &Face::turned)
      .def_readonly("mesh", &Face::mesh)
      .def("__repr__", [](const Face& face) {
        py::str text("<Face");
        if (face.age) text = py::str("{} {:.0f}").format(text, *face.age);
        if (face.gender) text = py::str("{} {}").format(text, face.gender->label);
        if (face.emotion) text = py::str("{} {}").format(text, face.emotion->label);
        return py::str("{}, score {:.2f}>").format(text, face.score);
      });
  py::class_<ImageResult>(module, "ImageResult")
      .def(py::init<>())
      .def_property_readonly("file",
                             [](const ImageResult& result) { return path_text(result.file); })
      .def_readonly("width", &ImageResult::width)
      .def_readonly("height", &ImageResult::height)
      .def_property_readonly("error",
                             [](const ImageResult& result) { return path_text(result.error); })
      .def_readonly("faces", &ImageResult::faces)
      .def("main_face", &main_face)
      .def("to_json", [](const ImageResult& result) { return to_json(result); });
}

}  // namespace mien::python

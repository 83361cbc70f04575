#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mien/nn/metadata.h"
#include "mien/pipeline/analyzer_choices.h"
#include "mien/pipeline/face_features.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

std::unique_ptr<FaceFeatures> make_features(const py::object& model, const std::string& attribute,
                                            int threads,
                                            const std::optional<py::object>& models_folder) {
  const std::string name = path_bytes(model);
  FaceFeaturesOptions options;
  options.attribute = attribute;
  options.threads = threads;
  if (models_folder) options.store = with_models_of({}, path_bytes(*models_folder)).store;
  const py::gil_scoped_release unlocked;
  return std::make_unique<FaceFeatures>(name, options);
}

py::array_t<float> read_faces(const FaceFeatures& features, const std::vector<py::array>& faces) {
  std::vector<Image> pictures;
  pictures.reserve(faces.size());
  for (const py::array& face : faces) pictures.push_back(image_of(face, false));
  std::vector<std::vector<float>> rows;
  {
    const py::gil_scoped_release unlocked;
    rows = features.read(pictures);
  }
  py::array_t<float> values({rows.size(), features.dimension()});
  float* to = values.mutable_data();
  for (const std::vector<float>& row : rows) to = std::ranges::copy(row, to).out;
  return values;
}

py::array_t<float> weights_of(const HeadLayer& layer) {
  const std::size_t inputs = layer.weights.size() / layer.outputs;
  py::array_t<float> values({layer.outputs, inputs});
  std::ranges::copy(layer.weights, values.mutable_data());
  return values;
}

}  // namespace

void add_features(py::module_& module) {
  py::class_<HeadLayer>(module, "HeadLayer")
      .def_property_readonly("attribute",
                             [](const HeadLayer& layer) { return layer.head.attribute; })
      .def_property_readonly("labels", [](const HeadLayer& layer) { return layer.head.labels; })
      .def_property_readonly("weights", &weights_of)
      .def_property_readonly("bias", [](const HeadLayer& layer) {
        return py::array_t<float>(static_cast<py::ssize_t>(layer.bias.size()), layer.bias.data());
      });
  py::class_<FaceFeatures>(module, "FaceFeatures")
      .def(py::init(&make_features), py::arg("model"), py::arg("attribute") = "emotion",
           py::arg("threads") = 1, py::arg("models_folder") = py::none())
      .def_property_readonly("dimension", &FaceFeatures::dimension)
      .def_property_readonly("layers", &FaceFeatures::layers)
      .def("metadata",
           [](const FaceFeatures& features) { return format_metadata(features.metadata()); })
      .def("read", &read_faces, py::arg("faces"));
}

}  // namespace mien::python

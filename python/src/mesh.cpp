#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <string>

#include "mien/core/face_mesh.h"
#include "module.h"

namespace mien::python {

namespace py = pybind11;

namespace {

py::array_t<float> points_of(const FaceMesh& mesh) {
  py::array_t<float> array({static_cast<py::ssize_t>(mesh.points.size()), py::ssize_t{3}});
  auto values = array.mutable_unchecked<2>();
  for (py::ssize_t i = 0; i < values.shape(0); ++i) {
    const MeshPoint& point = mesh.points[static_cast<std::size_t>(i)];
    values(i, 0) = point.x;
    values(i, 1) = point.y;
    values(i, 2) = point.z;
  }
  return array;
}

py::array_t<float> pair_of(float first, float second) {
  py::array_t<float> array(2);
  array.mutable_at(0) = first;
  array.mutable_at(1) = second;
  return array;
}

}  // namespace

void add_mesh(py::module_& module) {
  py::class_<FaceMesh>(module, "Mesh")
      .def_property_readonly("points", &points_of)
      .def_readonly("score", &FaceMesh::score)
      .def_property_readonly("pose",
                             [](const FaceMesh& mesh) {
                               py::array_t<float> array(3);
                               array.mutable_at(0) = mesh.pose.yaw;
                               array.mutable_at(1) = mesh.pose.pitch;
                               array.mutable_at(2) = mesh.pose.roll;
                               return array;
                             })
      .def_property_readonly("openness",
                             [](const FaceMesh& mesh) -> py::object {
                               if (!mesh.openness) return py::none();
                               return pair_of(mesh.openness->left, mesh.openness->right);
                             })
      .def_property_readonly("looking", [](const FaceMesh& mesh) -> py::object {
        if (!mesh.looking) return py::none();
        return py::str(std::string(looking_names[static_cast<std::size_t>(*mesh.looking)]));
      });
}

}  // namespace mien::python

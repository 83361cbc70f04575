#pragma once

#include <pybind11/pybind11.h>

namespace mien::python {

// Each adds its classes and functions to the module; one file a class.
void add_errors(pybind11::module_& module);
void add_mesh(pybind11::module_& module);
void add_faces(pybind11::module_& module);
void add_pictures(pybind11::module_& module);
void add_analyzer(pybind11::module_& module);
void add_features(pybind11::module_& module);
void add_clips(pybind11::module_& module);
void add_gallery(pybind11::module_& module);
void add_models(pybind11::module_& module);
void add_descriptors(pybind11::module_& module);
void add_classifier(pybind11::module_& module);

}  // namespace mien::python

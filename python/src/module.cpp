#include "module.h"

// The build defines MIEN_VERSION, the version of the project.
PYBIND11_MODULE(_mien, module) {
  module.doc() = "The classes of libmien; the package mien puts Python's clothes on them.";
  module.attr("__version__") = MIEN_VERSION;
  mien::python::add_errors(module);
  mien::python::add_pictures(module);
  mien::python::add_mesh(module);
  mien::python::add_faces(module);
  mien::python::add_analyzer(module);
  mien::python::add_features(module);
  mien::python::add_clips(module);
  mien::python::add_gallery(module);
  mien::python::add_models(module);
  mien::python::add_descriptors(module);
  mien::python::add_classifier(module);
}

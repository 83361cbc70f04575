#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mien/models/fetch.h"
#include "mien/models/model_store.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

ModelStore store_of(const py::object& folder) {
  if (folder.is_none()) return ModelStore();
  return ModelStore(Catalogue::standard(), path_bytes(folder));
}

py::list list_models(const py::object& folder) {
  const ModelStore store = store_of(folder);
  py::list result;
  for (const CatalogueEntry& entry : store.catalogue().entries()) {
    py::dict model;
    model["id"] = entry.id;
    model["summary"] = entry.summary;
    model["task"] = entry.metadata.task;
    model["licence"] = entry.metadata.licence;
    model["source"] = describe(entry.source);
    model["size"] = entry.size;
    model["fetched_by_default"] = entry.fetched_by_default;
    model["state"] = std::string(to_string(store.state(entry.id)));
    model["path"] = path_text(store.path_of(entry.id).string());
    result.append(std::move(model));
  }
  return result;
}

void fetch(const std::vector<std::string>& ids, const py::object& folder,
           const py::object& packages, const py::object& shipped, bool force,
           const py::object& progress) {
  const ModelStore store = store_of(folder);
  FetchOptions options;
  if (!packages.is_none()) options.packages = path_bytes(packages);
  if (!shipped.is_none()) options.shipped = path_bytes(shipped);
  options.force = force;
  if (!progress.is_none()) {
    options.progress = [&progress](std::string_view line) {
      const py::gil_scoped_acquire locked;
      progress(path_text(std::string(line)));
    };
  }
  const py::gil_scoped_release unlocked;
  fetch_models(store, ids, options);
}

}  // namespace

void add_models(py::module_& module) {
  module.def("list_models", &list_models, py::arg("folder") = py::none());
  module.def("fetch_models", &fetch, py::arg("ids"), py::arg("folder") = py::none(),
             py::arg("packages") = py::none(), py::arg("shipped") = py::none(),
             py::arg("force") = false, py::arg("progress") = py::none());
  module.def("models_folder", [] { return path_text(ModelStore::default_folder().string()); });
}

}  // namespace mien::python

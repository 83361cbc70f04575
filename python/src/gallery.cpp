#include "mien/identity/gallery.h"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mien/identity/gallery_file.h"
#include "mien/identity/search.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

using Feature = py::array_t<float, py::array::c_style | py::array::forcecast>;

std::vector<float> numbers(const Feature& feature) {
  return {feature.data(), feature.data() + feature.size()};
}

/// A gallery that threads may search while others add to it.
struct SharedGallery {
  explicit SharedGallery(Gallery faces) : gallery(std::move(faces)) {}
  Gallery gallery;
  mutable std::shared_mutex mutex;
};

struct NamedMatch {
  std::string person;
  std::string photo;
  std::size_t entry;
  float distance;
};

std::vector<std::vector<NamedMatch>> identify(const SharedGallery& shared, const Feature& features,
                                              std::size_t count, int threads) {
  const std::vector<float> query = numbers(features);
  const auto numbers_each =
      static_cast<std::size_t>(features.ndim() == 2 ? features.shape(1) : features.size());
  const py::gil_scoped_release unlocked;
  const std::shared_lock lock(shared.mutex);
  const Gallery& gallery = shared.gallery;
  gallery.check_features(gallery.model(), numbers_each);
  const GallerySearch search(gallery, {.method = SearchMethod::exact, .threads = threads});
  std::vector<std::vector<NamedMatch>> answers;
  for (const auto& people : nearest_people(search, query, std::min(count, gallery.size()))) {
    std::vector<NamedMatch>& answer = answers.emplace_back();
    for (const PersonMatch& match : people) {
      const GalleryEntry& entry = gallery.entries()[match.match.entry];
      answer.push_back({entry.person, entry.photo, match.match.entry, match.match.distance});
    }
  }
  return answers;
}

std::vector<py::tuple> entries(const SharedGallery& shared) {
  const std::shared_lock lock(shared.mutex);
  std::vector<py::tuple> result;
  for (const GalleryEntry& entry : shared.gallery.entries()) {
    result.push_back(py::make_tuple(path_text(entry.person), path_text(entry.photo)));
  }
  return result;
}

void save(const SharedGallery& shared, const py::object& path) {
  const std::string name = path_bytes(path);
  const py::gil_scoped_release unlocked;
  const std::shared_lock lock(shared.mutex);
  write_gallery(shared.gallery, name);
}

}  // namespace

void add_gallery(py::module_& module) {
  module.def(
      "identity_distance",
      [](const Feature& a, const Feature& b) { return identity_distance(numbers(a), numbers(b)); },
      py::arg("a"), py::arg("b"));
  py::class_<NamedMatch>(module, "Match")
      .def_property_readonly("person",
                             [](const NamedMatch& match) { return path_text(match.person); })
      .def_property_readonly("photo",
                             [](const NamedMatch& match) { return path_text(match.photo); })
      .def_readonly("entry", &NamedMatch::entry)
      .def_readonly("distance", &NamedMatch::distance)
      .def("__repr__", [](const NamedMatch& match) {
        return py::str("<Match {}, distance {:.4f}>")
            .format(path_text(match.person), match.distance);
      });
  py::class_<SharedGallery>(module, "Gallery")
      .def(py::init([](const std::string& model, std::size_t numbers_each) {
             return std::make_unique<SharedGallery>(Gallery(model, numbers_each));
           }),
           py::arg("model"), py::arg("dimension"))
      .def_static(
          "read",
          [](const py::object& path) {
            const std::string name = path_bytes(path);
            const py::gil_scoped_release unlocked;
            return std::make_unique<SharedGallery>(read_gallery(name).gallery);
          },
          py::arg("path"))
      .def("save", &save, py::arg("path"))
      .def(
          "add",
          [](SharedGallery& shared, const py::object& person, const Feature& feature,
             const py::object& photo) {
            GalleryEntry entry{path_bytes(person), path_bytes(photo)};
            const std::vector<float> values = numbers(feature);
            const py::gil_scoped_release unlocked;
            const std::unique_lock lock(shared.mutex);
            shared.gallery.add(std::move(entry), values);
          },
          py::arg("person"), py::arg("feature"), py::arg("photo") = "")
      .def(
          "remove",
          [](SharedGallery& shared, const py::object& person) {
            const std::string name = path_bytes(person);
            const py::gil_scoped_release unlocked;
            const std::unique_lock lock(shared.mutex);
            return shared.gallery.remove(
                [&](const GalleryEntry& entry) { return entry.person == name; });
          },
          py::arg("person"))
      .def("identify", &identify, py::arg("features"), py::arg("count") = 1, py::arg("threads") = 1)
      .def("entries", &entries)
      .def("feature",
           [](const SharedGallery& shared, std::size_t entry) {
             const std::shared_lock lock(shared.mutex);
             if (entry >= shared.gallery.size()) throw py::index_error(std::to_string(entry));
             const std::vector<float> values = shared.gallery.feature(entry);
             return py::array_t<float>(static_cast<py::ssize_t>(values.size()), values.data());
           })
      .def_property_readonly("model",
                             [](const SharedGallery& shared) { return shared.gallery.model(); })
      .def_property_readonly("dimension",
                             [](const SharedGallery& shared) { return shared.gallery.dimension(); })
      .def("__len__", [](const SharedGallery& shared) {
        const std::shared_lock lock(shared.mutex);
        return shared.gallery.size();
      });
}

}  // namespace mien::python

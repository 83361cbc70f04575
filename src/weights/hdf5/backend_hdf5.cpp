// The HDF5 module: all that touches libhdf5.
#include <hdf5.h>

#include <array>
#include <limits>
#include <string>
#include <utility>

#include "weights/hdf5/hdf5_backend.h"

namespace mien::train {

namespace {

constexpr int deepest = 8;
constexpr std::size_t most_objects = 20'000;
constexpr std::size_t longest_name = 500;
constexpr int most_axes = 8;

/// An object of libhdf5; below 0 if it could not be made.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&&) = delete;
  Handle& operator=(Handle&&) = delete;

  [[nodiscard]] hid_t id() const { return id_; }
  [[nodiscard]] bool good() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// Keeps libhdf5 from printing its errors.
class QuietErrors {
 public:
  QuietErrors() {
    H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
  QuietErrors(QuietErrors&&) = delete;
  QuietErrors& operator=(QuietErrors&&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

class Reader {
 public:
  Reader(std::span<const std::byte> file, const std::string& skipped)
      : file_(file), skipped_(skipped), left_(file.size()) {}

  Hdf5Content read() {
    const QuietErrors quiet;
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    // The file is read from memory, so that no name in it can lead to another file.
    constexpr std::size_t step = 1U << 16U;
    if (!access.good() || H5Pset_fapl_core(access.id(), step, false) < 0 ||
        H5Pset_file_image(access.id(), const_cast<std::byte*>(file_.data()), file_.size()) < 0) {
      fail("libhdf5 in order, found it out of memory");
    } else {
      const Handle file(H5Fopen("image.h5", H5F_ACC_RDONLY, access.id()), H5Fclose);
      if (!file.good()) {
        fail("an HDF5 file, found a damaged or a cut one");
      } else {
        read_group(file.id(), "", 0);
      }
    }
    if (!content_.failure.empty()) content_.datasets.clear();
    return std::move(content_);
  }

 private:
  bool fail(const std::string& problem) {
    if (content_.failure.empty()) content_.failure = "expected " + problem;
    return false;
  }

  bool fail_at(const std::string& path, const std::string& problem) {
    return fail(problem + " at \"" + path + "\"");
  }

  bool read_group(hid_t group, const std::string& path, int depth) {
    if (depth > deepest) return fail_at(path, "at most 8 groups in each other, found more");
    H5G_info_t info{};
    if (H5Gget_info(group, &info) < 0) return fail_at(path, "a group, found a damaged one");
    if (info.nlinks > most_objects) return fail_at(path, "at most 20000 objects, found more");
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      if (!read_link(group, path, i, depth)) return false;
    }
    return true;
  }

  bool read_link(hid_t group, const std::string& path, hsize_t index, int depth) {
    if (++objects_ > most_objects) return fail_at(path, "at most 20000 objects, found more");
    std::array<char, longest_name + 2> name{};
    const ssize_t length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_NATIVE, index,
                                              name.data(), name.size(), H5P_DEFAULT);
    if (length < 0) return fail_at(path, "a list of names, found a damaged one");
    if (static_cast<std::size_t>(length) > longest_name) {
      return fail_at(path, "names of at most 500 bytes, found a longer one");
    }
    const std::string full = path.empty() ? name.data() : path + "/" + name.data();
    H5L_info_t link{};
    if (H5Lget_info(group, name.data(), &link, H5P_DEFAULT) < 0) {
      return fail_at(full, "a link, found a damaged one");
    }
    if (link.type != H5L_TYPE_HARD) {
      return fail_at(full, "what lies in the file, found a link to elsewhere");
    }
    if (full == skipped_) return true;
    const Handle object(H5Oopen(group, name.data(), H5P_DEFAULT), H5Oclose);
    switch (H5Iget_type(object.id())) {
      case H5I_GROUP:
        return read_group(object.id(), full, depth + 1);
      case H5I_DATASET:
        return read_dataset(object.id(), full);
      default:
        return fail_at(full, "a group or a dataset, found something else");
    }
  }

  /// Whether all its numbers lie in the file as they are.
  bool plain(hid_t dataset, const std::string& path) {
    const Handle list(H5Dget_create_plist(dataset), H5Pclose);
    if (!list.good()) return fail_at(path, "a dataset, found a damaged one");
    if (H5Pget_layout(list.id()) == H5D_VIRTUAL || H5Pget_external_count(list.id()) != 0) {
      return fail_at(path, "numbers in the file itself, found those of another file");
    }
    if (H5Pget_nfilters(list.id()) != 0) {
      return fail_at(path, "numbers without a filter, found compressed ones");
    }
    return true;
  }

  bool is_float(hid_t dataset, const std::string& path) {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    for (const hid_t known : {H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_IEEE_F32BE, H5T_IEEE_F64BE}) {
      if (type.good() && H5Tequal(type.id(), known) > 0) return true;
    }
    return fail_at(path, "floats of 32 or 64 bits, found another type");
  }

  bool read_shape(hid_t dataset, const std::string& path, Hdf5Dataset& result, std::size_t& count) {
    const Handle space(H5Dget_space(dataset), H5Sclose);
    const int rank = space.good() ? H5Sget_simple_extent_ndims(space.id()) : -1;
    if (rank < 0 || rank > most_axes) return fail_at(path, "0 to 8 axes, found others");
    std::array<hsize_t, most_axes> lengths{};
    if (H5Sget_simple_extent_type(space.id()) == H5S_NULL ||
        (rank > 0 && H5Sget_simple_extent_dims(space.id(), lengths.data(), nullptr) < 0)) {
      return fail_at(path, "a tensor, found none");
    }
    count = 1;
    for (int i = 0; i < rank; ++i) {
      const hsize_t length = lengths[static_cast<std::size_t>(i)];
      if (length < 1) return fail_at(path, "axes of 1 or more, found an empty one");
      // Numbers that are not there (a dataset may be a value and a size) could fill the memory.
      if (length > left_ / count) {
        return fail_at(path, "no more numbers than the file has bytes, found more");
      }
      count *= static_cast<std::size_t>(length);
      result.shape.push_back(static_cast<std::int64_t>(length));
    }
    if (count > left_) return fail_at(path, "no more numbers than the file has bytes, found more");
    left_ -= count;
    return true;
  }

  bool read_dataset(hid_t dataset, const std::string& path) {
    Hdf5Dataset result;
    result.path = path;
    std::size_t count = 0;
    if (!plain(dataset, path) || !is_float(dataset, path) ||
        !read_shape(dataset, path, result, count)) {
      return false;
    }
    result.values.resize(count);
    if (H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, result.values.data()) <
        0) {
      return fail_at(path, "its numbers, found them damaged or cut");
    }
    content_.datasets.push_back(std::move(result));
    return true;
  }

  std::span<const std::byte> file_;
  const std::string& skipped_;
  std::size_t left_;
  std::size_t objects_ = 0;
  Hdf5Content content_;
};

class LibHdf5 : public Hdf5Backend {
 public:
  [[nodiscard]] Hdf5Content read(std::span<const std::byte> file,
                                 const std::string& skipped) const override {
    return Reader(file, skipped).read();
  }
};

}  // namespace

}  // namespace mien::train

extern "C" const mien::train::Hdf5Backend* mien_hdf5_backend_1() {
  static const mien::train::LibHdf5 backend;
  return &backend;
}

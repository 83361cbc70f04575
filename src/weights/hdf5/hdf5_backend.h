#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

// What libmien asks of its HDF5 module. Debian's libhdf5 brings some thirty shared libraries (it
// can read from the network), which only a run that reads an .h5 shall load. Therefore it lives in
// a module of its own, and this header is all that the two have in common. Nothing here throws but
// std::bad_alloc.

namespace mien::train {

struct Hdf5Dataset {
  std::string path;                 ///< groups and name, without a slash at the start
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::vector<float> values;        ///< row-major
};

/// What a file holds, or why it cannot be read.
struct Hdf5Content {
  std::vector<Hdf5Dataset> datasets;
  std::string failure;
};

class Hdf5Backend {
 public:
  virtual ~Hdf5Backend() = default;
  /// All datasets of a file but those in `skipped`, a group at the top. Only what lies in the file
  /// itself is read: links, datasets in other files and virtual ones, filters, and types other than
  /// floats of 32 or 64 bits are failures.
  [[nodiscard]] virtual Hdf5Content read(std::span<const std::byte> file,
                                         const std::string& skipped) const = 0;
};

/// The name of the function `const Hdf5Backend*()` that the module exports. The number goes up with
/// each change of this header, so that a module of another build is refused.
inline constexpr const char* hdf5_backend_symbol = "mien_hdf5_backend_1";

/// The backend; loads the module at the first call.
/// @throws Error (ErrorCode::setup) if it cannot be loaded.
[[nodiscard]] const Hdf5Backend& hdf5_backend();

}  // namespace mien::train

extern "C" const mien::train::Hdf5Backend* mien_hdf5_backend_1();

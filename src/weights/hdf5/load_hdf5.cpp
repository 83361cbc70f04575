#include "core/load_module.h"
#include "weights/hdf5/hdf5_backend.h"

namespace mien::train {

namespace {

#ifndef MIEN_HDF5_BUILT_IN

const Hdf5Backend* load_hdf5_module() {
  void* const entrance = load_symbol(MIEN_HDF5_MODULE, hdf5_backend_symbol, "read .h5 files");
  return reinterpret_cast<decltype(&mien_hdf5_backend_1)>(entrance)();
}

#else

const Hdf5Backend* load_hdf5_module() { return mien_hdf5_backend_1(); }

#endif

}  // namespace

const Hdf5Backend& hdf5_backend() {
  static const Hdf5Backend* const backend = load_hdf5_module();
  return *backend;
}

}  // namespace mien::train

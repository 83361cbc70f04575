#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "networks/named_tensors.h"

namespace mien::train {

/// Whether the bytes begin as an HDF5 file.
[[nodiscard]] bool is_hdf5_file(std::span<const std::byte> bytes);

/// Reads the weights of a Keras model in HDF5 (.h5, .hdf5), of a whole model (under
/// "model_weights") or of save_weights(), in PyTorch's names and layouts (keras_layout.h). A layer
/// is called as its group is; the layers of a model that is a layer of another, as themselves. The
/// state of the optimiser is left alone. Nothing that the file describes is built or run, and
/// libhdf5 reads it in a child process without rights.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) if the file is damaged or hostile, or holds something else;
/// (ErrorCode::setup) if mien's HDF5 module cannot be loaded.
[[nodiscard]] NamedTensors read_keras_h5(std::span<const std::byte> bytes, std::string_view name);

}  // namespace mien::train

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/isolated_process.h"
#include "weights/hdf5/hdf5_backend.h"

namespace mien::train {

/// What reading an .h5 of so many bytes may take.
[[nodiscard]] IsolationLimits hdf5_limits(std::size_t bytes);

/// Reads an .h5 as `Hdf5Backend::read` does, in a child process without rights: a hostile file can
/// make libhdf5 write to memory that is not its own, or never end. Both are a failure of the
/// answer.
/// @throws Error (ErrorCode::setup) if mien's HDF5 module cannot be loaded or there is no process
[[nodiscard]] Hdf5Content read_isolated_hdf5(std::span<const std::byte> file,
                                             const std::string& skipped,
                                             const IsolationLimits& limits);

/// The answer of the child as bytes.
void write_hdf5_content(const Hdf5Content& content, const AnswerSink& sink);

/// @throws Error (ErrorCode::model) if the bytes are no such answer: the child is not to be trusted
[[nodiscard]] Hdf5Content read_hdf5_content(std::span<const std::byte> bytes);

}  // namespace mien::train

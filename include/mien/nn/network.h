#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/nn/metadata.h"

namespace mien {

/// Name and shape of an input or output; -1 is an axis of any length (the batch).
struct TensorInfo {
  std::string name;
  std::vector<std::int64_t> shape;
};

/// 32-bit floats in row-major order with their shape.
struct Tensor {
  std::vector<std::int64_t> shape;
  std::vector<float> data;
};

/// 32-bit floats in row-major order that the caller keeps alive.
struct TensorView {
  std::span<const std::int64_t> shape;
  std::span<const float> data;
};

struct NetworkOptions {
  int threads = 1;  ///< threads of one forward pass, at least 1
  bool spin_threads =
      false;  ///< let idle threads spin: a little faster alone, bad on a shared machine
  /// The longest time that a forward pass, or loading, may take: a file may hold an endless loop.
  std::chrono::milliseconds time_limit{120'000};
};

/// A network of one input, loaded from an .onnx file that carries mien's metadata.
/// `run` may be called from several threads at once.
class Network {
 public:
  /// Loads a file.
  /// @throws Error (ErrorCode::model) if it cannot be read, is not an .onnx, carries no metadata or
  /// impossible metadata, or has not the inputs and outputs that its metadata names.
  static Network from_file(const std::filesystem::path& path, const NetworkOptions& options = {});

  /// Loads a file held in memory; `name` is what to call it in messages. The bytes may be freed.
  static Network from_memory(std::span<const std::byte> bytes, std::string_view name,
                             const NetworkOptions& options = {});

  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  [[nodiscard]] const ModelMetadata& metadata() const;
  [[nodiscard]] const TensorInfo& input() const;

  /// The outputs that the heads of the metadata name, in the order of the heads.
  [[nodiscard]] const std::vector<TensorInfo>& outputs() const;

  /// One forward pass over a batch; returns one tensor for each of `outputs()`.
  /// The answers are as the heads and `outputs()` say: as many rows as pictures, for classes one
  /// number a label, and in each pass the same length.
  /// @throws Error (ErrorCode::model) if the shape is not one the network takes, the network gives
  /// another shape than it promises, or takes too long; (ErrorCode::cancelled) if the user stopped
  /// it
  [[nodiscard]] std::vector<Tensor> run(const TensorView& input) const;

 private:
  struct Impl;
  explicit Network(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien

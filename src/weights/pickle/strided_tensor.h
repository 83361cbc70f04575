#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "networks/named_tensors.h"
#include "weights/pickle/torch_pickle.h"

namespace mien::train {

/// The bytes of storages by their key.
using StorageBytes = std::map<std::string, std::span<const std::byte>, std::less<>>;

/// Copies views of storages out. The views may overlap; together they may hold as many numbers as
/// the file has bytes, so that a small file cannot fill the memory.
class StorageReader {
 public:
  /// @param name what to call the file in messages
  /// @param limit numbers that may be copied in all
  StorageReader(StorageBytes storages, std::string_view name, std::size_t limit)
      : storages_(std::move(storages)), name_(name), left_(limit) {}

  /// @param description the tensor's name, for messages
  /// @throws Error (ErrorCode::model) if the view leaves its storage, or there is no such storage.
  [[nodiscard]] NamedTensor read(const PickleTensor& tensor, const PickleStorage& storage,
                                 std::string_view description);

 private:
  [[noreturn]] void fail(std::string_view description, std::string_view expected,
                         std::string_view actual) const;

  /// Number of elements of the view, after checking that they all lie in the storage.
  [[nodiscard]] std::size_t checked_count(const PickleTensor& tensor, const PickleStorage& storage,
                                          std::string_view description) const;

  StorageBytes storages_;
  std::string name_;
  std::size_t left_;
};

}  // namespace mien::train

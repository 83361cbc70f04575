#include "weights/pickle/strided_tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "mien/core/error.h"

namespace mien::train {

void StorageReader::fail(std::string_view description, std::string_view expected,
                         std::string_view actual) const {
  throw Error(ErrorCode::model, fmt::format("{}: \"{}\": expected {}, found {}", name_, description,
                                            expected, actual));
}

std::size_t StorageReader::checked_count(const PickleTensor& tensor, const PickleStorage& storage,
                                         std::string_view description) const {
  if (std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end()) return 0;
  const auto most = static_cast<std::int64_t>(left_);
  std::int64_t count = 1;
  std::int64_t last = tensor.offset;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    const std::int64_t length = tensor.shape[i];
    const std::int64_t stride = tensor.strides[i];
    if (length > most / count) {
      fail(description, fmt::format("at most {} numbers, as large as the file is", most),
           fmt::format("the shape [{}]", fmt::join(tensor.shape, ", ")));
    }
    count *= length;
    const bool inside =
        last < storage.count && (stride == 0 || length - 1 <= (storage.count - last) / stride);
    if (inside) last += (length - 1) * stride;
    if (!inside || last >= storage.count) {
      fail(description, fmt::format("a view of {} numbers", storage.count),
           fmt::format("offset {}, shape [{}], strides [{}]", tensor.offset,
                       fmt::join(tensor.shape, ", "), fmt::join(tensor.strides, ", ")));
    }
  }
  if (last >= storage.count) fail(description, "a storage with numbers", "none");
  return static_cast<std::size_t>(count);
}

NamedTensor StorageReader::read(const PickleTensor& tensor, const PickleStorage& storage,
                                std::string_view description) {
  const auto entry = storages_.find(storage.key);
  if (entry == storages_.end()) {
    fail(description, fmt::format("its numbers in the storage \"{}\"", storage.key),
         "no such storage");
  }
  const std::size_t step = size_of(storage.type);
  if (static_cast<std::uint64_t>(storage.count) > entry->second.size() / step) {
    fail(description, fmt::format("a storage of {} numbers of {} bytes", storage.count, step),
         fmt::format("{} bytes", entry->second.size()));
  }
  const std::size_t count = checked_count(tensor, storage, description);
  if (count > left_)
    fail(description, fmt::format("at most {} more numbers", left_), std::to_string(count));
  left_ -= count;

  NamedTensor result{tensor.shape, {}};
  result.values.reserve(count);
  std::vector<std::int64_t> index(tensor.shape.size());
  std::int64_t position = tensor.offset;
  while (result.values.size() < count) {
    const std::byte* bytes = entry->second.data() + static_cast<std::size_t>(position) * step;
    result.values.push_back(load_element(bytes, storage.type));
    for (std::size_t axis = index.size(); axis-- > 0;) {
      position += tensor.strides[axis];
      if (++index[axis] < tensor.shape[axis]) break;
      position -= tensor.strides[axis] * tensor.shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

}  // namespace mien::train

#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "weights/pickle/pickle_input.h"
#include "weights/pickle/torch_pickle.h"

namespace mien::train {

/// The objects that a pickle has built so far, and how many more it may. Errors name the byte that
/// is being read.
class PickleHeap {
 public:
  /// @param input must outlive the heap
  explicit PickleHeap(const PickleInput& input) : input_(&input) {}

  /// Counts objects, and items copied between them.
  void spend(std::size_t count);

  PickleId add(PickleObject object);

  [[nodiscard]] const PickleObject& at(PickleId id) const { return objects_[id]; }

  template <class T>
  T& as(PickleId id, std::string_view description) {
    T* object = std::get_if<T>(&objects_[id]);
    if (object == nullptr) fail(description, "something else");
    return *object;
  }

  [[noreturn]] void fail(std::string_view expected, std::string_view actual) const {
    input_->fail(expected, actual);
  }

  [[nodiscard]] std::vector<PickleObject> take() { return std::move(objects_); }

 private:
  const PickleInput* input_;
  std::size_t spent_ = 0;
  std::vector<PickleObject> objects_;
};

}  // namespace mien::train

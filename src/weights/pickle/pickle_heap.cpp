#include "weights/pickle/pickle_heap.h"

#include <fmt/format.h>

namespace mien::train {

namespace {

// More than any network has by far, and few enough to hold in memory.
constexpr std::size_t most_objects = std::size_t{1} << 21;

}  // namespace

void PickleHeap::spend(std::size_t count) {
  spent_ += count;
  if (spent_ > most_objects) fail(fmt::format("at most {} objects", most_objects), "more");
}

PickleId PickleHeap::add(PickleObject object) {
  spend(1);
  objects_.push_back(std::move(object));
  return static_cast<PickleId>(objects_.size() - 1);
}

}  // namespace mien::train

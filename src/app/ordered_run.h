#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace mien::app {

struct OrderedRunOptions {
  int workers = 1;
  /// Results that may wait for an earlier one; bounds the memory.
  std::size_t window = 16;
};

/// Computes results 0 to count - 1 on several threads and hands them on in order.
/// @param work called on the workers, several at once; computes one result
/// @param emit called on the caller's thread with each result, in order
/// @param stop asked before each new piece of work; once true, running work finishes, results are
/// handed on up to the first gap, and the run ends
/// @return how many results were handed on
/// The first exception of `work` or `emit` ends the run and is thrown again here.
template <typename Result>
std::size_t run_ordered(std::size_t count, const OrderedRunOptions& options,
                        const std::function<Result(std::size_t)>& work,
                        const std::function<void(Result)>& emit, const std::function<bool()>& stop);

}  // namespace mien::app

#include "app/ordered_run_impl.h"

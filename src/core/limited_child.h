#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace mien {

struct ChildLimits {
  int processor_seconds = 30;
  int wall_seconds = 300;
  std::int64_t memory = std::int64_t{4} << 30;  ///< bytes beyond what this process has, at most
};

/// Runs `work` in a child process, for code that is not trusted with what it reads: it cannot open
/// files or connections, write, or stay, and if it crashes, this process goes on. What it makes it
/// must put into memory that both share (`SharedMemory`).
/// @return how the child ended if not well, such as "it took more than 30 s of processor time";
/// empty if `work` returned, or if nobody can know: then `work` must have left a sign
/// @throws Error (ErrorCode::setup) if the system gives no process
[[nodiscard]] std::string run_in_child(const std::function<void()>& work,
                                       const ChildLimits& limits);

/// Memory, zero at first, that a child and this process share.
class SharedMemory {
 public:
  /// @throws std::bad_alloc
  explicit SharedMemory(std::size_t size);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  [[nodiscard]] void* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void* data_;
  std::size_t size_;
};

}  // namespace mien

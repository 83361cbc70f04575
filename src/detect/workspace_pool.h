#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace mien::detect {

/// Buffers that threads borrow and give back, so that they are allocated once for each thread that
/// works at the same time. Safe to use from several threads.
template <typename Workspace>
class WorkspacePool {
 public:
  class Lease {
   public:
    explicit Lease(WorkspacePool& pool) : pool_(pool), workspace_(pool.take()) {}
    ~Lease() { pool_.give(std::move(workspace_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Workspace& operator*() const { return *workspace_; }

   private:
    WorkspacePool& pool_;
    std::unique_ptr<Workspace> workspace_;
  };

 private:
  std::unique_ptr<Workspace> take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return std::make_unique<Workspace>();
    std::unique_ptr<Workspace> workspace = std::move(free_.back());
    free_.pop_back();
    return workspace;
  }

  // A workspace that cannot be kept is freed.
  void give(std::unique_ptr<Workspace> workspace) noexcept {
    try {
      const std::scoped_lock lock(mutex_);
      free_.push_back(std::move(workspace));
    } catch (...) {
      return;
    }
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> free_;
};

}  // namespace mien::detect

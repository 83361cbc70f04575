#include <atomic>
#include <chrono>
#include <thread>

#include "serve/module/serve_while.h"
#include "serve/server.h"

namespace mien::serve {

namespace {

/// A server runs in a thread of its own for as long as this lives.
class ServingThread {
 public:
  explicit ServingThread(Server& server) : server_(server), thread_([this] { run(); }) {
    // What does not run yet cannot be ended, and the work may be over at once.
    while (!server.running() && !over_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~ServingThread() {
    server_.end();
    thread_.join();
  }
  ServingThread(const ServingThread&) = delete;
  ServingThread& operator=(const ServingThread&) = delete;

 private:
  void run() {
    server_.run();
    over_ = true;
  }

  Server& server_;
  std::atomic<bool> over_ = false;
  std::thread thread_;  ///< last, since it uses what is above
};

}  // namespace

}  // namespace mien::serve

extern "C" void mien_serve_while_1(const mien::serve::ServeOptions& options,
                                   const mien::serve::WhileServing& work) {
  mien::serve::Server server(options);
  const mien::serve::ServingThread thread(server);
  work(server.address());
}

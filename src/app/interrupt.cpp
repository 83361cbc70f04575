#include "app/interrupt.h"

#include <csignal>

#include "nn/pass_watch.h"

namespace mien::app {

namespace {

// A signal handler can reach nothing but a global.
volatile std::sig_atomic_t signal_seen = 0;

extern "C" void remember_signal(int signal) {
  signal_seen = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  signal_seen = 0;
  stop_passes_if(&InterruptGuard::interrupted);
  std::signal(SIGINT, remember_signal);
  std::signal(SIGTERM, remember_signal);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  stop_passes_if(nullptr);
}

bool InterruptGuard::interrupted() { return signal_seen != 0; }

}  // namespace mien::app

#include "cli/serve/serve_command.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <memory>
#include <string>

#include "app/exit_code.h"
#include "app/memory.h"
#include "cli/serve/serve_options.h"
#include "core/console.h"
#include "serve/module/serve_while.h"

namespace mien::cli {

namespace {

/// Threads that were started before this one kept the signals do not keep them: OpenBLAS starts
/// some when it is loaded. They pass a signal on to the first thread.
extern "C" void pass_on(int signal) {
  const int error = errno;
  ::syscall(SYS_tgkill, ::getpid(), ::getpid(), signal);
  errno = error;
}

/// Keeps the signals that end a program for `wait`, in this thread and all that it starts. They are
/// kept until the program is over: a second one, as `timeout` sends it, would end it with another
/// exit code than 0 although all was finished.
class EndSignals {
 public:
  EndSignals() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::sigaddset(&signals_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    // Not before: this thread would pass them on to itself.
    std::signal(SIGINT, pass_on);
    std::signal(SIGTERM, pass_on);
  }

  void wait() const {
    int signal = 0;
    ::sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_{};
};

/// Shows an address in the user's browser; where that is impossible the address is printed anyway.
void show_in_browser(std::string address) {
  std::string program = "xdg-open";
  char* words[] = {program.data(), address.data(), nullptr};
  // The browser shall end by signals.
  sigset_t none{};
  ::sigemptyset(&none);
  posix_spawnattr_t attributes{};
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t process = -1;
  const int failure =
      ::posix_spawnp(&process, program.c_str(), nullptr, &attributes, words, environ);
  ::posix_spawnattr_destroy(&attributes);
  if (failure != 0) say("mien: --open: expected the program xdg-open, found none\n");
}

int run_serve(const ServeRequest& request) {
  app::return_freed_memory(request.server.threads);
  const EndSignals signals;
  serve::serve_while(server_options(request), [&](const std::string& address) {
    if (!request.quiet) show(fmt::format("mien serves {} (Ctrl-C ends it)\n", address));
    if (request.open) show_in_browser(address);
    signals.wait();
  });
  return app::exit_ok;
}

}  // namespace

Command add_serve_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("serve",
                                        "Answer programs and a page over HTTP; nothing is stored "
                                        "but clips for a while, nothing leaves");
  auto request = std::make_shared<ServeRequest>();
  add_serve_options(*app, *request);
  app->footer(
      "Examples:\n"
      "  mien serve\n"
      "  curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' "
      "http://127.0.0.1:8321/v1/analyze\n"
      "  curl -F image=@a.jpg -F image=@b.jpg http://127.0.0.1:8321/v1/compare\n"
      "  curl --data-binary @clip.mp4 -H 'Content-Type: video/mp4' http://127.0.0.1:8321/v1/clips\n"
      "  mien serve --listen 0.0.0.0:8321 --token-file tokens.txt\n"
      "\n"
      "What can be asked is in http://127.0.0.1:8321/openapi.json and in docs/serve.md. SIGTERM\n"
      "and Ctrl-C let it finish what it has taken. Nobody's address, file name or picture is\n"
      "stored or logged. Only clips and their results are kept, in a private folder, and for an\n"
      "hour at most (--keep); the end removes them. The attributes are apparent ones: how a "
      "picture\n"
      "looks, not what a person feels or is.\n"
      "Exit code: 0 ended by a signal, 2 usage, 3 set-up.");
  return {app, [request] { return run_serve(*request); }};
}

}  // namespace mien::cli

#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <stdexcept>

#include "train/parallel/process_group.h"

namespace mien::train::testing {

/// A TCP port that was free a moment ago.
inline int free_port() {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = handle >= 0 &&
                     ::bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (handle >= 0) ::close(handle);
  if (!bound) throw std::runtime_error("no free port on the loopback interface");
  return ntohs(address.sin_port);
}

/// Runs `child` as rank 1 in a process of its own, and `parent` as rank 0 in this one. The child
/// must come first: it may not inherit threads.
/// @return the child's exit code: 0, or 1 if it threw
inline int run_pair(const std::function<void(const ProcessPlace&)>& parent,
                    const std::function<void(const ProcessPlace&)>& child) {
  ProcessPlace place{.rank = 0, .world_size = 2, .address = "127.0.0.1", .port = free_port()};
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error("cannot fork");
  if (process == 0) {
    place.rank = 1;
    int code = 0;
    try {
      child(place);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "rank 1: %s\n", error.what());
      code = 1;
    }
    ::_exit(code);  // without the parent's handlers of exit
  }
  std::exception_ptr problem;
  try {
    parent(place);
  } catch (...) {
    problem = std::current_exception();
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  if (problem) std::rethrow_exception(problem);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace mien::train::testing

#pragma once

#include <httplib.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

#include "serve/options.h"

namespace mien::serve {

/// The bytes of one client, with limits of time and size that hold for a whole request. So a client
/// that sends a byte now and then cannot keep a thread for long. (The limits of the HTTP library
/// are for single reads, and it has none for all headers together.)
class Connection final : public httplib::Stream {
 public:
  /// @param socket connected; it is closed with this object
  /// @param ending turns true when the server is about to end
  Connection(socket_t socket, const Limits& limits, const std::atomic<bool>& ending);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Waits for the first byte of the next request.
  /// @return false if the client is gone or says nothing, or the server is about to end
  [[nodiscard]] bool wait_for_request();

  /// Lets the body of this request, of which nothing is read yet, be longer than others. It has no
  /// time in which all of it must arrive; instead it must never fall behind `Limits::least_rate`.
  /// @param most bytes
  void expect_long_body(std::size_t most);

  /// Whether the last answer was that of a request that failed. Then a part of the request may be
  /// unread, and what comes next is not the beginning of another one.
  [[nodiscard]] bool failed() const { return failed_; }

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override;
  ssize_t read(char* bytes, size_t count) override;
  ssize_t write(const char* bytes, size_t count) override;
  /// Nobody asks who the client is: its address is neither kept nor shown.
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  using Clock = std::chrono::steady_clock;

  bool fill();
  void count_header(char byte);
  [[nodiscard]] bool wait(short events, Clock::time_point until) const;
  void close();

  socket_t socket_;
  const Limits& limits_;
  const std::atomic<bool>& ending_;
  std::array<char, 16384> buffer_{};
  std::size_t begin_ = 0;  ///< of what is unread in the buffer
  std::size_t end_ = 0;
  bool in_header_ = true;
  bool long_body_ = false;
  std::size_t line_length_ = 0;  ///< bytes of the line so far
  char last_ = 0;                ///< of them
  std::size_t left_ = 0;         ///< bytes that may still be read
  Clock::time_point until_;      ///< when reading ends
  bool failed_ = false;
};

}  // namespace mien::serve

#include "serve/connections/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace mien::serve {

namespace {

/// How often it is asked whether the server is about to end.
constexpr std::chrono::milliseconds look_every{100};
/// What may lie around the pictures of a multipart body.
constexpr std::size_t wrapping = std::size_t{64} * 1024;

int milliseconds_until(std::chrono::steady_clock::time_point time) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(time - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

}  // namespace

Connection::Connection(socket_t socket, const Limits& limits, const std::atomic<bool>& ending)
    : socket_(socket), limits_(limits), ending_(ending) {}

Connection::~Connection() { close(); }

bool Connection::wait(short events, Clock::time_point until) const {
  pollfd poll_for{socket_, events, 0};
  while (true) {
    const int ready = ::poll(&poll_for, 1, milliseconds_until(until));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

bool Connection::wait_for_request() {
  in_header_ = true;
  long_body_ = false;
  line_length_ = 0;
  left_ = limits_.header;
  failed_ = false;
  const auto idle_until = Clock::now() + limits_.idle;
  until_ = idle_until;
  while (begin_ == end_) {
    // A connection that was taken at the end is answered, too, if its request is on the way.
    const auto look_again = std::min(Clock::now() + look_every, idle_until);
    if (wait(POLLIN, look_again)) {
      if (!fill()) return false;
    } else if (ending_.load() || Clock::now() >= idle_until) {
      return false;
    }
  }
  until_ = Clock::now() + limits_.header_time;
  return true;
}

bool Connection::fill() {
  if (!wait(POLLIN, until_)) return false;
  const ssize_t count = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  if (count <= 0) return false;
  begin_ = 0;
  end_ = static_cast<std::size_t>(count);
  return true;
}

void Connection::count_header(char byte) {
  // As the library sees it: the header ends with a line that holds "\r\n" and nothing else.
  if (byte != '\n') {
    ++line_length_;
    last_ = byte;
    return;
  }
  const bool empty = line_length_ == 1 && last_ == '\r';
  line_length_ = 0;
  if (!empty) return;
  in_header_ = false;
  left_ = limits_.body + wrapping;
  until_ = Clock::now() + limits_.body_time;
}

void Connection::expect_long_body(std::size_t most) {
  long_body_ = true;
  left_ = most + wrapping;
}

ssize_t Connection::read(char* bytes, size_t count) {
  if (left_ == 0 || Clock::now() >= until_) return -1;
  if (begin_ == end_ && !fill()) return -1;
  std::size_t taken = std::min({count, end_ - begin_, left_});
  // The header is read byte by byte: its end is seen before anything behind it is taken.
  if (in_header_) taken = std::min<std::size_t>(taken, 1);
  std::memcpy(bytes, buffer_.data() + begin_, taken);
  begin_ += taken;
  left_ -= taken;
  if (in_header_) count_header(*bytes);
  if (long_body_) {
    // Each byte buys the time that it may take.
    const std::chrono::duration<double> time(static_cast<double>(taken) /
                                             static_cast<double>(limits_.least_rate));
    until_ += std::chrono::duration_cast<Clock::duration>(time);
  }
  return static_cast<ssize_t>(taken);
}

ssize_t Connection::write(const char* bytes, size_t count) {
  const std::string_view text(bytes, count);
  // The library writes the first line of an answer in one piece with its headers.
  if (text.starts_with("HTTP/1.1 4") || text.starts_with("HTTP/1.1 5")) failed_ = true;
  const auto until = Clock::now() + limits_.write_time;
  std::size_t sent = 0;
  while (sent < count) {
    const ssize_t more = ::send(socket_, bytes + sent, count - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (more > 0) {
      sent += static_cast<std::size_t>(more);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait(POLLOUT, until)) return -1;
    } else if (errno != EINTR) {
      return -1;
    }
  }
  return static_cast<ssize_t>(count);
}

bool Connection::is_readable() const { return begin_ < end_ || wait(POLLIN, until_); }

bool Connection::is_writable() const {
  // Also seen here: whether the client has hung up.
  pollfd poll_for{socket_, POLLOUT | POLLRDHUP, 0};
  return ::poll(&poll_for, 1, 0) > 0 && (poll_for.revents & (POLLRDHUP | POLLERR | POLLHUP)) == 0;
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  get_remote_ip_and_port(ip, port);
}

void Connection::close() {
  // Closing with unread bytes makes the system drop the answer that is on its way: a second is
  // spent on reading what the client still sends.
  ::shutdown(socket_, SHUT_WR);
  const auto until = Clock::now() + std::chrono::seconds(1);
  std::size_t most = 256UL * 1024 * 1024;
  while (most > 0 && !ending_.load() && wait(POLLIN, until)) {
    const ssize_t count = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (count <= 0) break;
    most -= std::min(most, static_cast<std::size_t>(count));
  }
  ::close(socket_);
}

}  // namespace mien::serve

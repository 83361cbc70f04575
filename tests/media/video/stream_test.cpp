#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "media/video/clip_files.h"
#include "mien/media/image_io.h"

namespace mien {

namespace {

using testing::IsEmpty;

/// Sends bytes to the first who connects, then closes the connection or falls silent.
class Server {
 public:
  Server(std::vector<std::byte> bytes, bool closes) : bytes_(std::move(bytes)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port_ = ::ntohs(address.sin_port);
    thread_ = std::thread([this, closes] { serve(closes); });
  }
  ~Server() {
    ::shutdown(listener_, SHUT_RDWR);  // wakes `accept`
    thread_.join();
    ::close(listener_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::string address() const { return "tcp://127.0.0.1:" + std::to_string(port_); }

 private:
  void serve(bool closes) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    std::span<const std::byte> rest(bytes_);
    while (!rest.empty()) {
      const ssize_t sent = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      rest = rest.subspan(static_cast<std::size_t>(sent));
    }
    char ignored = 0;
    while (!closes && ::recv(connection, &ignored, 1, 0) > 0) continue;
    ::close(connection);
  }

  std::vector<std::byte> bytes_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

TEST(Stream, EndsWhenItIsClosed) {
  const Server server(read_bytes(clip_file("plain.ts")), true);
  const auto source = open_frames(server.address(), {.open_timeout = 20, .read_timeout = 20});
  EXPECT_TRUE(source->info().live);
  const ReadClip clip = read_all(*source);
  EXPECT_GE(clip.times.size(), 28U);
  EXPECT_EQ(clip.times.front(), 0);
  EXPECT_NEAR(clip.times.back(), 2.9, 0.25);
  EXPECT_THAT(clip.damage, IsEmpty());
}

TEST(Stream, ThatFallsSilentEnds) {
  const auto start = std::chrono::steady_clock::now();
  {
    // FFmpeg may wait for more already while it looks for what the stream holds.
    const Server server(read_bytes(clip_file("plain.ts")), false);
    failure_of(server.address(), {.open_timeout = 1, .read_timeout = 1});
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(25));
}

TEST(Stream, ThatIsAPictureIsRefused) {
  const std::vector<std::byte> picture = encode_jpeg(plain_picture({32, 24}, 200, 0, 0));
  std::string head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " +
                     std::to_string(picture.size()) + "\r\n\r\n";
  std::vector<std::byte> answer(picture.size() + head.size());
  std::ranges::copy(std::as_bytes(std::span(head)), answer.begin());
  std::ranges::copy(picture, answer.begin() + static_cast<std::ptrdiff_t>(head.size()));
  const Server server(answer, false);
  const std::string address = "http" + server.address().substr(3) + "/photo.jpg";
  EXPECT_EQ(failure_of(address, {.open_timeout = 20, .read_timeout = 20}),
            address +
                ": expected a stream that can be opened, found a picture; save it as a file "
                "and name that");
}

TEST(Stream, IsNoPictureToRead) {
  try {
    static_cast<void>(read_image("http://host/photo.jpg"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::input);
    EXPECT_THAT(error.what(), testing::HasSubstr("addresses are of streams"));
  }
}

}  // namespace

}  // namespace mien

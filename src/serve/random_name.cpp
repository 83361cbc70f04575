#include "serve/random_name.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>

#include "serve/problem.h"

namespace mien::serve {

std::string random_name() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw Problem(500, "server", "the system gave no random numbers");
  }
  std::string name;
  for (const unsigned char byte : bytes) name += fmt::format("{:02x}", byte);
  return name;
}

}  // namespace mien::serve

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "mien/core/error.h"
#include "train/parallel/process_group.h"

namespace mien::train {

namespace {

int number_in(const char* variable, int least, int most) {
  const char* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): read at the start
  const std::string_view value = text == nullptr ? std::string_view() : text;
  int number = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem == std::errc() && end == value.data() + value.size() && number >= least &&
      number <= most) {
    return number;
  }
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected a whole number from {} to {}, found {}", variable, least,
                          most, text == nullptr ? "nothing" : fmt::format("\"{}\"", value)));
}

}  // namespace

std::optional<ProcessPlace> place_from_environment() {
  constexpr int most_processes = 65536;
  constexpr int most_port = 65535;
  if (std::getenv("WORLD_SIZE") == nullptr) return std::nullopt;  // NOLINT(concurrency-mt-unsafe)
  ProcessPlace place;
  place.world_size = number_in("WORLD_SIZE", 1, most_processes);
  if (place.world_size == 1) return std::nullopt;
  place.rank = number_in("RANK", 0, place.world_size - 1);
  place.port = number_in("MASTER_PORT", 1, most_port);
  const char* address = std::getenv("MASTER_ADDR");  // NOLINT(concurrency-mt-unsafe)
  if (address == nullptr || *address == '\0') {
    throw Error(ErrorCode::usage,
                "MASTER_ADDR: expected the name of process 0's host, found nothing");
  }
  place.address = address;
  return place;
}

}  // namespace mien::train

#include "weights/hdf5/isolated_hdf5.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <utility>

#include "mien/core/error.h"

namespace mien::train {

namespace {

constexpr std::uint64_t most_answer_axes = 8;

class Writer {
 public:
  explicit Writer(const AnswerSink& sink) : sink_(sink) {}

  void number(std::uint64_t value) { sink_(std::as_bytes(std::span(&value, 1))); }

  void text(std::string_view value) {
    number(value.size());
    sink_(std::as_bytes(std::span(value)));
  }

  template <typename Value>
  void list(const std::vector<Value>& values) {
    number(values.size());
    sink_(std::as_bytes(std::span(values)));
  }

 private:
  const AnswerSink& sink_;
};

class AnswerReader {
 public:
  explicit AnswerReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  std::string text() {
    const auto bytes = take(number());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  template <typename Value>
  std::vector<Value> list() {
    const std::uint64_t count = number();
    if (count > bytes_.size() / sizeof(Value)) fail();
    const auto bytes = take(count * sizeof(Value));
    std::vector<Value> values(count);
    if (count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

  void finish() const {
    if (!bytes_.empty()) fail();
  }

  [[noreturn]] static void fail() {
    throw Error(ErrorCode::model,
                "expected the tensors of an HDF5 file, found a damaged answer of "
                "the process that reads it");
  }

 private:
  std::span<const std::byte> take(std::uint64_t count) {
    if (count > bytes_.size()) fail();
    const auto result = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return result;
  }

  std::span<const std::byte> bytes_;
};

bool fits(const std::vector<std::int64_t>& shape, std::size_t values) {
  std::uint64_t count = 1;
  for (const std::int64_t side : shape) {
    if (side < 1 || static_cast<std::uint64_t>(side) > values / count) return false;
    count *= static_cast<std::uint64_t>(side);
  }
  return count == values && shape.size() <= most_answer_axes;
}

}  // namespace

IsolationLimits hdf5_limits(std::size_t bytes) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20;
  constexpr int mebibytes_a_second = 20;
  IsolationLimits limits;
  // Each number of the file becomes a float at most as long as it, and once more in the answer; a
  // chunk or a conversion takes as much again.
  limits.memory = 256 * mebibyte + 6 * bytes;
  limits.answer = 64 * mebibyte + 4 * bytes;
  limits.cpu_seconds = 10 + static_cast<int>(bytes / mebibyte) / mebibytes_a_second;
  limits.time = std::chrono::seconds(20) * limits.cpu_seconds;
  return limits;
}

void write_hdf5_content(const Hdf5Content& content, const AnswerSink& sink) {
  Writer writer(sink);
  writer.text(content.failure);
  writer.number(content.datasets.size());
  for (const Hdf5Dataset& dataset : content.datasets) {
    writer.text(dataset.path);
    writer.list(dataset.shape);
    writer.list(dataset.values);
  }
}

Hdf5Content read_hdf5_content(std::span<const std::byte> bytes) {
  AnswerReader reader(bytes);
  Hdf5Content content;
  content.failure = reader.text();
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    Hdf5Dataset& dataset = content.datasets.emplace_back();
    dataset.path = reader.text();
    dataset.shape = reader.list<std::int64_t>();
    dataset.values = reader.list<float>();
    if (!fits(dataset.shape, dataset.values.size())) AnswerReader::fail();
  }
  reader.finish();
  return content;
}

Hdf5Content read_isolated_hdf5(std::span<const std::byte> file, const std::string& skipped,
                               const IsolationLimits& limits) {
  // Loaded here, since the child may open nothing.
  const Hdf5Backend& backend = hdf5_backend();
  const IsolatedAnswer answer = run_isolated(limits, [&](const AnswerSink& sink) {
    write_hdf5_content(backend.read(file, skipped), sink);
  });
  if (!answer.failure.empty()) {
    return {{},
            fmt::format("expected an HDF5 file that can be read, found a damaged or hostile "
                        "one: reading it ended with {}",
                        answer.failure)};
  }
  return read_hdf5_content(answer.bytes);
}

}  // namespace mien::train

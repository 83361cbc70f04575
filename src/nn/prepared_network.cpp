#include "nn/prepared_network.h"

#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>
#include <onnxruntime_session_options_config_keys.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "mien/core/error.h"
#include "nn/engine.h"
#include "nn/engine_version.h"
#include "nn/processor_instructions.h"

namespace mien {

namespace {

/// A page, since the file is mapped.
constexpr std::size_t start = 4096;

/// A file that is in memory alone, for an engine that writes to paths.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("mien-prepared", MFD_CLOEXEC)) {
    if (descriptor_ < 0) {
      throw Error(ErrorCode::setup,
                  fmt::format("expected a file in memory, found: {}", std::strerror(errno)));
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

  [[nodiscard]] std::vector<std::byte> read() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail();
    std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t count =
          ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) fail();
      done += static_cast<std::size_t>(count);
    }
    return bytes;
  }

 private:
  [[noreturn]] static void fail() {
    throw Error(ErrorCode::setup,
                fmt::format("cannot read a file in memory: {}", std::strerror(errno)));
  }

  int descriptor_;
};

}  // namespace

std::vector<std::byte> prepare_network(std::span<const std::byte> onnx, std::string_view name) {
  const MemoryFile file;
  try {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(1);
    options.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
    options.AddConfigEntry(kOrtSessionOptionsConfigSaveModelFormat, "ORT");
    options.SetOptimizedModelFilePath(file.path().c_str());
    const Ort::Session session(engine(), onnx.data(), onnx.size(), options);
  } catch (const Ort::Exception& error) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected an .onnx that can be prepared: {}", name, error.what()));
  }
  return file.read();
}

std::vector<std::byte> prepared_file(std::span<const std::byte> network, std::string_view note) {
  constexpr std::size_t longest_note = 1024;
  if (note.size() > longest_note || note.find('\0') != std::string_view::npos) {
    throw Error(ErrorCode::usage, "expected a note of at most 1,024 bytes without a zero");
  }
  std::vector<std::byte> file(start + network.size());
  const auto behind = std::ranges::copy(std::as_bytes(std::span(prepared_mark)), file.begin()).out;
  std::ranges::copy(std::as_bytes(std::span(note)), behind);
  std::ranges::copy(network, file.begin() + start);
  return file;
}

PreparedParts prepared_parts(std::span<const std::byte> file) {
  if (file.size() <= start) return {};
  const std::string_view text(reinterpret_cast<const char*>(file.data()), start);
  if (!text.starts_with(prepared_mark) || text.back() != '\0') return {};
  const std::size_t first = prepared_mark.size();
  return {text.substr(first, text.find('\0', first) - first), file.subspan(start)};
}

std::string preparation_key() {
  const std::string processor = processor_instructions();
  return processor.empty() ? "" : engine_version() + "\n" + processor;
}

}  // namespace mien

#include "train/run/checkpoint/checkpoint.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <span>
#include <string_view>

#include "core/json_reader.h"
#include "core/output_file.h"
#include "core/regular_file.h"
#include "mien/core/error.h"
#include "models/digest.h"
#include "train/run/checkpoint/checkpoint_text.h"

namespace mien::train {

namespace {

static_assert(std::endian::native == std::endian::little);

// A file is this mark, the SHA-256 of all that follows in hexadecimal and a line feed. Then come
// the length of the text in 8 bytes, the text (JSON), and the bytes of the tensors.
constexpr std::string_view mark = "mien checkpoint 3\n";
// What mien wrote before was an archive of LibTorch, the reading of which can run code.
constexpr std::string_view older_mark = "mien checkpoint\n";
constexpr std::size_t digest_length = 64;
constexpr std::size_t header = mark.size() + digest_length + 1;
constexpr std::size_t largest_file = std::size_t{16} << 30;

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view actual) {
  throw Error(ErrorCode::input,
              fmt::format("{}: expected a checkpoint, found {}", path.string(), actual));
}

/// What follows the mark and the digest.
std::span<const std::byte> checked_content(const std::filesystem::path& path,
                                           std::span<const std::byte> file) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (text.starts_with(older_mark)) {
    fail(path, "one of an older mien, which is no longer read: start the training anew");
  }
  if (!text.starts_with(mark) || text.size() < header) fail(path, "something else");
  const std::span<const std::byte> content = file.subspan(header);
  if (models::sha256_hex(content) != text.substr(mark.size(), digest_length)) {
    fail(path, "a damaged one: its SHA-256 is not the one it was written with");
  }
  return content;
}

Checkpoint read(const std::filesystem::path& path, std::span<const std::byte> content) {
  std::uint64_t length = 0;
  if (content.size() < sizeof length) fail(path, "one without its text");
  std::memcpy(&length, content.data(), sizeof length);
  content = content.subspan(sizeof length);
  if (length > content.size()) fail(path, "one with a part of its text");
  const auto text_bytes = content.first(length);
  const std::string_view text(reinterpret_cast<const char*>(text_bytes.data()), text_bytes.size());
  const JsonReader::Json json = JsonReader::parse(text, path.string());
  JsonReader reader(json, path.string(), "", ErrorCode::input);
  Checkpoint checkpoint;
  checkpoint.recipe = reader.text("recipe");
  checkpoint.progress = read_progress(reader.object("progress"));
  for (const JsonReader& row : reader.objects("rows")) checkpoint.rows.push_back(read_row(row));
  ReadTensors network = read_tensors(reader.objects("tensors"), content.subspan(length));
  ReadTensors optimizer = read_tensors(reader.objects("optimizer"), network.rest);
  reader.finish();
  if (!optimizer.rest.empty()) {
    fail(path, fmt::format("{} bytes too many", optimizer.rest.size()));
  }
  checkpoint.tensors = std::move(network.tensors);
  checkpoint.optimizer = std::move(optimizer.tensors);
  return checkpoint;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  const JsonReader::Json about = {{"recipe", checkpoint.recipe},
                                  {"progress", progress_json(checkpoint.progress)},
                                  {"rows", rows_json(checkpoint.rows)},
                                  {"tensors", tensor_list_json(checkpoint.tensors)},
                                  {"optimizer", tensor_list_json(checkpoint.optimizer)}};
  const std::string text = about.dump();
  const std::uint64_t length = text.size();
  std::vector<std::byte> content(sizeof length + text.size());
  std::memcpy(content.data(), &length, sizeof length);
  std::memcpy(content.data() + sizeof length, text.data(), text.size());
  content = with_bytes_of(std::move(content), checkpoint.tensors);
  content = with_bytes_of(std::move(content), checkpoint.optimizer);
  OutputFile file(path, {.durable = true});
  file.write(fmt::format("{}{}\n", mark, models::sha256_hex(content)));
  file.write(std::span<const std::byte>(content));
  file.commit();
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  const std::vector<std::byte> file =
      read_regular_file(path, largest_file, "a checkpoint", ErrorCode::input);
  const std::span<const std::byte> content = checked_content(path, file);
  try {
    return read(path, content);
  } catch (const Error& error) {
    // The parser of JSON takes all for models.
    throw Error(ErrorCode::input, error.what());
  }
}

}  // namespace mien::train

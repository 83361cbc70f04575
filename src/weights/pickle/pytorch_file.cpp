#include "weights/pickle/pytorch_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <variant>

#include "mien/core/error.h"
#include "models/bytes.h"
#include "nn/refuse_model.h"
#include "weights/pickle/module_tree.h"
#include "weights/pickle/state_dict.h"
#include "weights/pickle/stored_zip.h"
#include "weights/pickle/strided_tensor.h"
#include "weights/pickle/torch_pickle.h"

namespace mien::train {

namespace {

using Bytes = std::span<const std::byte>;

// The older format begins with the pickle of a number of ten bytes.
constexpr std::array<unsigned char, 15> old_start = {0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46,
                                                     0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, '.'};
constexpr std::array<unsigned char, 4> zip_start = {'P', 'K', 3, 4};
// The newest version that PyTorch itself reads.
constexpr int newest_version = 10;

template <std::size_t Size>
bool starts_with(Bytes bytes, const std::array<unsigned char, Size>& start) {
  return bytes.size() >= Size &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](unsigned char a, std::byte b) { return std::byte{a} == b; });
}

/// The text of a small file of the archive, without spaces around it; empty if there is none.
std::string_view text_of(const StoredFiles& files, const std::string& path) {
  const auto entry = files.find(path);
  if (entry == files.end()) return {};
  std::string_view text = models::as_text(entry->second);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.remove_suffix(1);
  }
  return text;
}

void check_version(const StoredFiles& files, const std::string& folder, std::string_view name) {
  const std::string_view text = text_of(files, folder + "version");
  int version = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, version);
  if (read.ec != std::errc() || read.ptr != end || version < 1 || version > newest_version) {
    refuse_model(name, fmt::format("PyTorch's format of version 1 to {}", newest_version),
                 text.empty() ? "no version" : fmt::format("\"{}\"", text.substr(0, 20)));
  }
  const std::string_view order = text_of(files, folder + "byteorder");
  if (!order.empty() && order != "little") {
    refuse_model(name, "the byte order \"little\"", fmt::format("\"{}\"", order.substr(0, 20)));
  }
}

/// The folder of the archive that everything lies in, with a slash at its end.
std::string main_folder(Bytes bytes, std::string_view name) {
  std::string folder;
  bool program = false;
  for (const std::string& path : zip_names(bytes, name)) {
    const std::size_t slash = path.find('/');
    const std::string_view rest = std::string_view(path).substr(slash + 1);
    if (slash == std::string::npos) continue;
    program = program || rest == "constants.pkl";
    if (rest == "data.pkl") folder = path.substr(0, slash + 1);
  }
  if (folder.empty()) refuse_model(name, "an archive of PyTorch with a data.pkl", "none");
  if (program) {
    refuse_model(name, "a state dict",
                 "a TorchScript program; save the model's state_dict() instead");
  }
  return folder;
}

NamedTensors read_tensors(const Pickle& pickle, StorageReader& reader, std::string_view name) {
  const bool module = std::holds_alternative<PickleInstance>(pickle.objects[pickle.root]);
  return module ? read_module(pickle, reader, name) : read_state_dict(pickle, reader, name);
}

NamedTensors read_archive(Bytes bytes, std::string_view name) {
  const std::string folder = main_folder(bytes, name);
  const StoredFiles files = read_stored_zip(bytes, name);
  check_version(files, folder, name);

  StorageBytes storages;
  const std::string data = folder + "data/";
  for (const auto& [path, content] : files) {
    if (path.starts_with(data)) storages.emplace(path.substr(data.size()), content);
  }
  const Pickle pickle = read_torch_pickle(files.at(folder + "data.pkl"), name);
  StorageReader reader(std::move(storages), name, bytes.size());
  return read_tensors(pickle, reader, name);
}

/// The next pickle of the older format.
Pickle next_pickle(Bytes& rest, std::string_view name) {
  Pickle pickle = read_torch_pickle(rest, name);
  rest = rest.subspan(pickle.size);
  return pickle;
}

std::uint64_t little_endian(Bytes bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8U | std::to_integer<std::uint64_t>(bytes[i]);
  }
  return value;
}

/// The storages at the end of the older format: for each key its count of numbers, then these.
StorageBytes old_storages(Bytes rest, const Pickle& keys, const Pickle& main,
                          std::string_view name) {
  std::map<std::string, ElementType, std::less<>> types;
  for (const PickleObject& object : main.objects) {
    const auto* storage = std::get_if<PickleStorage>(&object);
    if (storage == nullptr) continue;
    const auto [place, added] = types.emplace(storage->key, storage->type);
    if (!added && place->second != storage->type) {
      refuse_model(name, "storages of one type", fmt::format("\"{}\" of two", storage->key));
    }
  }
  const auto* list = std::get_if<PickleList>(&keys.objects[keys.root]);
  if (list == nullptr) refuse_model(name, "a list of storages", "something else");
  StorageBytes storages;
  for (const PickleId id : list->items) {
    const auto* key = std::get_if<std::string>(&keys.objects[id]);
    const auto type = key == nullptr ? types.end() : types.find(*key);
    if (type == types.end()) refuse_model(name, "the key of a storage of its tensors", "another");
    constexpr std::size_t head = 8;
    if (rest.size() < head) refuse_model(name, "a storage", "its end");
    const std::uint64_t count = little_endian(rest.first(head));
    rest = rest.subspan(head);
    const std::size_t step = size_of(type->second);
    if (count > rest.size() / step) {
      refuse_model(name, fmt::format("{} numbers of {} bytes", count, step),
                   fmt::format("{} bytes", rest.size()));
    }
    storages.insert_or_assign(*key, rest.first(count * step));
    rest = rest.subspan(count * step);
  }
  return storages;
}

NamedTensors read_old_format(Bytes bytes, std::string_view name) {
  Bytes rest = bytes.subspan(old_start.size());
  const Pickle version = next_pickle(rest, name);
  const auto* number = std::get_if<std::int64_t>(&version.objects[version.root]);
  constexpr std::int64_t known_version = 1001;
  if (number == nullptr || *number != known_version) {
    refuse_model(name, fmt::format("PyTorch's older format of version {}", known_version),
                 "another");
  }
  const Pickle system = next_pickle(rest, name);
  const auto* facts = std::get_if<PickleDict>(&system.objects[system.root]);
  bool little = false;
  if (facts != nullptr) {
    for (const auto& [key, value] : facts->items) {
      const auto* text = std::get_if<std::string>(&system.objects[key]);
      const auto* flag = std::get_if<bool>(&system.objects[value]);
      little = little || (text != nullptr && *text == "little_endian" && flag != nullptr && *flag);
    }
  }
  if (!little) refuse_model(name, "a file of a little-endian machine", "another");
  const Pickle main = next_pickle(rest, name);
  const Pickle keys = next_pickle(rest, name);
  StorageReader reader(old_storages(rest, keys, main, name), name, bytes.size());
  return read_tensors(main, reader, name);
}

}  // namespace

bool is_pytorch_file(Bytes bytes) {
  return starts_with(bytes, zip_start) || starts_with(bytes, old_start);
}

NamedTensors read_pytorch_file(Bytes bytes, std::string_view name) {
  if (starts_with(bytes, zip_start)) return read_archive(bytes, name);
  if (starts_with(bytes, old_start)) return read_old_format(bytes, name);
  refuse_model(name, "a file that torch.save wrote", "none");
}

}  // namespace mien::train

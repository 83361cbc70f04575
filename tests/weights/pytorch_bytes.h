#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mien::train {

inline std::vector<std::byte> as_bytes(const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

inline std::string little_endian(std::uint64_t value, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += static_cast<char>(value >> 8 * i & 0xFFU);
  return text;
}

/// What a test changes of a .zip.
struct ZipFault {
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t longer = 0;    ///< added to the sizes in the list of files
  std::uint32_t further = 0;   ///< added to the offsets in the list of files
  std::uint32_t checksum = 0;  ///< flipped bits
};

/// A .zip of stored files, in this order.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files,
                          const ZipFault& fault = {}) {
  std::string zip;
  std::string list;
  for (const auto& [name, content] : files) {
    // The checksum by its definition, bit by bit.
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : content) {
      crc ^= static_cast<unsigned char>(c);
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    crc = ~crc ^ fault.checksum;
    const std::string sizes = little_endian(content.size() + fault.longer, 4) +
                              little_endian(content.size() + fault.longer, 4);
    const std::string common = little_endian(fault.flags, 2) + little_endian(fault.method, 2) +
                               little_endian(0, 4) + little_endian(crc, 4) + sizes +
                               little_endian(name.size(), 2) + little_endian(0, 2);
    const std::string version = little_endian(20, 2);
    for (const std::string& part :
         {std::string("PK\x01\x02"), version, version, common, little_endian(0, 8),
          std::string(2, '\0'), little_endian(zip.size() + fault.further, 4), name}) {
      list += part;
    }
    for (const std::string& part : {std::string("PK\x03\x04"), version, common, name, content}) {
      zip += part;
    }
  }
  const std::size_t start = zip.size();
  return zip + list + "PK\x05\x06" + little_endian(0, 4) + little_endian(files.size(), 2) +
         little_endian(files.size(), 2) + little_endian(list.size(), 4) + little_endian(start, 4) +
         little_endian(0, 2);
}

// Parts of pickles.

inline std::string pickle(const std::string& instructions) {
  return "\x80\x02" + instructions + ".";
}
inline std::string text(const std::string& value) {
  return "X" + little_endian(value.size(), 4) + value;
}
inline std::string integer(std::int64_t value) {
  return "\x8A\x08" + little_endian(static_cast<std::uint64_t>(value), 8);
}
inline std::string tuple(const std::vector<std::string>& items) {
  std::string result = "(";
  for (const std::string& item : items) result += item;
  return result + "t";
}
inline std::string integers(const std::vector<std::int64_t>& values) {
  std::vector<std::string> items;
  for (const std::int64_t value : values) items.push_back(integer(value));
  return tuple(items);
}
inline std::string storage(std::int64_t count, const std::string& key = "0",
                           const std::string& type = "FloatStorage") {
  return tuple(
             {text("storage"), "ctorch\n" + type + "\n", text(key), text("cpu"), integer(count)}) +
         "Q";
}
inline std::string tensor(const std::string& storage_part, std::int64_t offset,
                          const std::vector<std::int64_t>& shape,
                          const std::vector<std::int64_t>& strides) {
  return "ctorch._utils\n_rebuild_tensor_v2\n" +
         tuple({storage_part, integer(offset), integers(shape), integers(strides), "\x89",
                "ccollections\nOrderedDict\n)R"}) +
         "R";
}
inline std::string dict(const std::vector<std::pair<std::string, std::string>>& items) {
  std::string result = "}(";
  for (const auto& [key, value] : items) result += text(key) + value;
  return result + "u";
}

/// A file as torch.save writes it, with one storage of `bytes`.
inline std::vector<std::byte> pytorch_file(const std::string& main, const std::string& bytes) {
  return as_bytes(zip_of({{"a/data.pkl", main}, {"a/data/0", bytes}, {"a/version", "3\n"}}));
}

}  // namespace mien::train

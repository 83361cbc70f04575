#include "weights/pickle/state_dict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/error.h"

namespace mien::train {

namespace {

constexpr std::array<std::string_view, 6> usual_keys = {"state_dict", "model_state_dict", "model",
                                                        "net",        "network",          "module"};
constexpr int deepest_dict = 4;

/// The entries of a dict whose keys are texts.
std::vector<PickleEntry> entries_of(const Pickle& pickle, const PickleDict& dict) {
  std::vector<PickleEntry> entries;
  for (const auto& [key, value] : dict.items) {
    if (const auto* text = std::get_if<std::string>(&pickle.objects[key])) {
      entries.push_back({*text, value});
    }
  }
  return entries;
}

bool holds_tensors(const Pickle& pickle, const PickleDict& dict) {
  return std::any_of(dict.items.begin(), dict.items.end(), [&](const auto& item) {
    return std::holds_alternative<PickleTensor>(pickle.objects[item.second]);
  });
}

[[noreturn]] void refuse_dict(std::string_view name, std::string_view actual) {
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a state dict of tensors by name, found {}", name, actual));
}

/// The dict below `dict` that should hold the tensors.
const PickleDict& inner_dict(const Pickle& pickle, const PickleDict& dict, std::string_view name) {
  std::vector<std::pair<std::string_view, const PickleDict*>> dicts;
  for (const PickleEntry& entry : entries_of(pickle, dict)) {
    if (const auto* inner = std::get_if<PickleDict>(&pickle.objects[entry.value])) {
      dicts.emplace_back(entry.name, inner);
    }
  }
  for (const std::string_view usual : usual_keys) {
    for (const auto& [key, inner] : dicts) {
      if (key == usual) return *inner;
    }
  }
  std::erase_if(dicts, [&](const auto& item) { return !holds_tensors(pickle, *item.second); });
  if (dicts.empty()) refuse_dict(name, "a dict without tensors");
  if (dicts.size() > 1) {
    refuse_dict(
        name, fmt::format(R"(several, "{}" and "{}" among them)", dicts[0].first, dicts[1].first));
  }
  return *dicts[0].second;
}

const PickleDict& find_dict(const Pickle& pickle, std::string_view name) {
  const auto* dict = std::get_if<PickleDict>(&pickle.objects[pickle.root]);
  if (dict == nullptr) refuse_dict(name, "something else than a dict");
  for (int depth = 0; !holds_tensors(pickle, *dict); ++depth) {
    if (depth == deepest_dict) refuse_dict(name, "dicts within dicts");
    dict = &inner_dict(pickle, *dict, name);
  }
  return *dict;
}

/// How much of each name is a prefix of wrappers.
std::size_t prefix_length(std::span<const PickleEntry> entries) {
  std::size_t length = 0;
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view prefix : {"module.", "_orig_mod."}) {
      const bool everywhere = std::all_of(
          entries.begin(), entries.end(),
          [&](const PickleEntry& entry) { return entry.name.substr(length).starts_with(prefix); });
      if (!everywhere) continue;
      length += prefix.size();
      again = true;
    }
  }
  return length;
}

}  // namespace

NamedTensors read_entries(const Pickle& pickle, std::span<const PickleEntry> entries,
                          StorageReader& storages, std::string_view name) {
  if (entries.empty()) refuse_dict(name, "none");
  const std::size_t prefix = prefix_length(entries);
  NamedTensors tensors;
  for (const PickleEntry& entry : entries) {
    const auto& tensor = std::get<PickleTensor>(pickle.objects[entry.value]);
    const auto& storage = std::get<PickleStorage>(pickle.objects[tensor.storage]);
    const auto [place, added] = tensors.try_emplace(std::string(entry.name.substr(prefix)));
    if (!added) refuse_dict(name, fmt::format("\"{}\" twice", place->first));
    place->second = storages.read(tensor, storage, place->first);
  }
  return tensors;
}

NamedTensors read_state_dict(const Pickle& pickle, StorageReader& storages, std::string_view name) {
  if (std::holds_alternative<PickleTensor>(pickle.objects[pickle.root])) {
    const std::vector<PickleEntry> alone = {{sole_tensor, pickle.root}};
    return read_entries(pickle, alone, storages, name);
  }
  std::vector<PickleEntry> entries = entries_of(pickle, find_dict(pickle, name));
  std::erase_if(entries, [&](const PickleEntry& entry) {
    return !std::holds_alternative<PickleTensor>(pickle.objects[entry.value]);
  });
  if (entries.empty()) refuse_dict(name, "tensors whose names are no texts");
  return read_entries(pickle, entries, storages, name);
}

}  // namespace mien::train

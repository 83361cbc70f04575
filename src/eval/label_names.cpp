#include "eval/label_names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mien/core/labels.h"

namespace mien::eval {

namespace {

using Synonym = std::pair<std::string_view, std::string_view>;

constexpr auto emotion_synonyms = std::to_array<Synonym>({{"happy", "happiness"},
                                                          {"joy", "happiness"},
                                                          {"sad", "sadness"},
                                                          {"angry", "anger"},
                                                          {"surprised", "surprise"},
                                                          {"disgusted", "disgust"},
                                                          {"fearful", "fear"},
                                                          {"afraid", "fear"},
                                                          {"scared", "fear"},
                                                          {"contemptuous", "contempt"},
                                                          {"neutrality", "neutral"},
                                                          {"sorrow", "sadness"}});

constexpr auto gender_synonyms = std::to_array<Synonym>({{"m", "male"},
                                                         {"man", "male"},
                                                         {"men", "male"},
                                                         {"f", "female"},
                                                         {"woman", "female"},
                                                         {"women", "female"}});

constexpr auto ethnicity_synonyms = std::to_array<Synonym>({{"caucasian", "white"},
                                                            {"african", "black"},
                                                            {"east_asian", "asian"},
                                                            {"southeast_asian", "asian"},
                                                            {"latino_hispanic", "other"},
                                                            {"latino", "other"},
                                                            {"hispanic", "other"},
                                                            {"middle_eastern", "other"},
                                                            {"others", "other"},
                                                            {"south_asian", "indian"}});

std::span<const Synonym> synonyms_of(std::string_view attribute) {
  if (attribute == "emotion") return emotion_synonyms;
  if (attribute == "gender") return gender_synonyms;
  if (attribute == "ethnicity") return ethnicity_synonyms;
  return {};
}

/// Small letters, with underscores for spaces and hyphens.
std::string plain(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  return result;
}

}  // namespace

std::span<const std::string_view> labels_of(std::string_view attribute) {
  if (attribute == "emotion") return emotion_labels;
  if (attribute == "gender") return gender_labels;
  if (attribute == "ethnicity") return ethnicity_labels;
  return {};
}

std::optional<std::string> label_of(std::string_view attribute, std::string_view name,
                                    const NameMap& name_map) {
  const auto labels = labels_of(attribute);
  const auto known = [&](std::string_view label) {
    return std::ranges::find(labels, label) != labels.end();
  };
  const auto entry = name_map.find(name);
  if (entry != name_map.end() && known(entry->second)) return entry->second;
  const std::string text = plain(name);
  if (known(text)) return text;
  const auto synonyms = synonyms_of(attribute);
  const auto synonym = std::ranges::find(synonyms, text, &Synonym::first);
  if (synonym == synonyms.end()) return std::nullopt;
  return std::string(synonym->second);
}

}  // namespace mien::eval

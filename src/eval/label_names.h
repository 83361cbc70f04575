#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mien::eval {

/// The labels of an attribute in mien's order: "emotion", "gender" or "ethnicity"; else none.
[[nodiscard]] std::span<const std::string_view> labels_of(std::string_view attribute);

/// Names that a data set uses, and the labels that they stand for.
using NameMap = std::map<std::string, std::string, std::less<>>;

/// The label that a data set's name stands for. It is the one in `name_map`, else the label itself
/// or one of its common synonyms (happy, man, east_asian). Case does not matter, and spaces and
/// hyphens count as underscores. FairFace's seven races become UTKFace's five. Nothing for an
/// unknown name.
[[nodiscard]] std::optional<std::string> label_of(std::string_view attribute, std::string_view name,
                                                  const NameMap& name_map = {});

}  // namespace mien::eval

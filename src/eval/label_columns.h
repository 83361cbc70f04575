#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/label_mapping.h"
#include "dataset/source.h"
#include "eval/label_names.h"

namespace mien::eval {

/// A name and how many pictures have it.
struct NameCount {
  std::string name;
  std::size_t count = 0;
};

/// Where the labels of a source are.
struct LabelOptions {
  /// The column of an attribute, instead of the ones that are looked for; "votes" stands for FER+'s
  /// columns of votes; of affect both, as "VALENCE:AROUSAL".
  std::map<std::string, std::string, std::less<>> columns{};
  NameMap names{};  ///< what names in the source stand for, besides the common synonyms
  dataset::VoteRule rule = dataset::VoteRule::majority;
};

/// The labels of a source for one attribute.
struct FoundLabels {
  dataset::LabelMapping mapping;
  std::string column;              ///< "votes" for columns of votes; of affect both
  std::vector<NameCount> unknown;  ///< names that are no label; their pictures count as unlabelled
};

/// Finds the labels of an attribute. The columns are those of votes named as FER+'s; emotion,
/// expression; gender, sex; ethnicity, race; age, age_group; label; and valence with arousal. A
/// column of names is taken only if half of its names or more are labels of the attribute.
/// @param records of the source to look at
/// @return nothing if there is no such column
/// @throws Error (ErrorCode::input) if a column of the options is absent or holds no label
[[nodiscard]] std::optional<FoundLabels> find_labels(const dataset::PictureSource& source,
                                                     std::span<const std::size_t> records,
                                                     const std::string& attribute,
                                                     const LabelOptions& options = {});

/// What to say of a column that is called as an attribute is, but has none of its labels (such as
/// numbers). It is nothing if there is no such column.
/// @param name_map what names in the source stand for
[[nodiscard]] std::optional<std::string> unknown_names(const dataset::PictureSource& source,
                                                       std::span<const std::size_t> records,
                                                       const std::string& attribute,
                                                       const NameMap& name_map = {});

/// What targets of an attribute are made for: all labels that mien knows, the ages 0 to 150, or
/// affect.
[[nodiscard]] dataset::TargetHead target_head(const std::string& attribute);

}  // namespace mien::eval

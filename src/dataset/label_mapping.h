#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "dataset/range.h"
#include "dataset/source.h"
#include "dataset/targets.h"
#include "dataset/votes.h"

namespace mien::dataset {

/// Names in one column: for heads of classes, of two classes, and of identity.
struct NameColumn {
  std::string column;
  /// What a name in the source is called among the head's labels; other names stay as they are.
  std::map<std::string, std::string, std::less<>> values;
  /// Names that say nothing, besides the empty one.
  std::set<std::string, std::less<>> ignore;
};

/// Counts of raters' votes, a column a class: for heads of classes.
struct VoteColumns {
  struct Column {
    std::string column;
    std::string label;
  };
  /// The column of each label; empty: each label is the name of its column.
  std::vector<Column> columns;
  /// Columns that are no label's, such as FER+'s "unknown" and "NF".
  std::vector<std::string> others;
  VoteRule rule = VoteRule::distribution;
  bool drop_single = true;  ///< a single vote counts as none
};

/// Ages in years, whole or as intervals (`parse_ages`).
struct AgeColumn {
  std::string column;
  std::set<std::string, std::less<>> ignore;  ///< texts that say nothing, besides the empty one
  bool clamp = false;  ///< take an age that the head does not know for its nearest, else an error
};

/// Valence and arousal, a column each: for heads of affect.
struct AffectColumns {
  std::string valence = "valence";
  std::string arousal = "arousal";
  std::set<std::string, std::less<>> ignore;  ///< texts that say nothing, besides the empty one
  Range range{-1, 1};  ///< what the columns' numbers lie in; brought to -1 to 1
};

/// How the fields of a source become targets of one head.
struct LabelMapping {
  std::string attribute;  ///< of the head
  std::variant<NameColumn, VoteColumns, AgeColumn, AffectColumns> from;
};

/// Gives the target of a record of one source for one head.
using TargetReader = std::function<Target(std::size_t record)>;

/// Applies a mapping to a source. The reader holds on to the source, which must live as long.
/// @return throws Error (ErrorCode::input) that names the record, the column, what was expected and
/// what was found. It does so for a name that is none of the head's labels and a count that is
/// none. It does so, too, for an age, a valence or an arousal that is none or out of range.
/// @throws Error (ErrorCode::usage) if the kind of head cannot be taught from such columns, the
/// mapping names a label that the head lacks; (ErrorCode::input) if the source lacks a column
[[nodiscard]] TargetReader target_reader(const PictureSource& source, const TargetHead& head,
                                         const LabelMapping& mapping);

}  // namespace mien::dataset

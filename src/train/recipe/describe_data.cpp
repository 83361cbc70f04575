#include "train/recipe/describe.h"

namespace mien::train {

namespace {

using dataset::AffectColumns;
using dataset::AgeColumn;
using dataset::LabelMapping;
using dataset::NameColumn;
using dataset::Split;
using dataset::SplitColumn;
using dataset::SplitShare;
using dataset::VoteColumns;
using dataset::VoteRule;
using dataset::WholeSource;

const Words<DataUse> uses = {{"train", DataUse::train}, {"validate", DataUse::validate}};
const Words<VoteRule> rules = {{"distribution", VoteRule::distribution},
                               {"majority", VoteRule::majority}};

template <typename Io>
void describe_share(Io& io, SplitShare& share) {
  io.number("from", share.from, 0, 1);
  io.number("to", share.to, 0, 1);
  io.whole("seed", share.seed, 0, std::int64_t{1} << 53);
  io.text("stratify", share.stratify);
  io.text("group", share.group);
}

template <typename Io>
void describe_column(Io& io, SplitColumn& column) {
  io.text("column", column.column);
  io.text("value", column.value, Need::required);
}

void describe_split(RecipeReader& io, Split& split) {
  if (io.has("split") && io.has("share")) io.fail("share", "either split or share", "both");
  io.table("split",
           [&](RecipeReader& inner) { describe_column(inner, split.emplace<SplitColumn>()); });
  io.table("share",
           [&](RecipeReader& inner) { describe_share(inner, split.emplace<SplitShare>()); });
}

template <typename Io>
void describe_split(Io& io, Split& split) {
  if (auto* column = std::get_if<SplitColumn>(&split)) {
    io.table("split", [&](Io& inner) { describe_column(inner, *column); });
  } else if (auto* share = std::get_if<SplitShare>(&split)) {
    io.table("share", [&](Io& inner) { describe_share(inner, *share); });
  }
}

template <typename Io>
void describe_names(Io& io, NameColumn& names) {
  io.text("column", names.column, Need::required);
  io.text_map("values", names.values);
  io.text_set("ignore", names.ignore);
}

template <typename Io>
void describe_ages(Io& io, AgeColumn& ages) {
  io.text("column", ages.column, Need::required);
  io.text_set("ignore", ages.ignore);
  io.flag("clamp", ages.clamp);
}

template <typename Io>
void describe_affect(Io& io, AffectColumns& affect) {
  io.text("valence", affect.valence);
  io.text("arousal", affect.arousal);
  io.text_set("ignore", affect.ignore);
  io.range("range", affect.range);
}

template <typename Io>
void describe_votes(Io& io, VoteColumns& votes) {
  std::map<std::string, std::string, std::less<>> columns;
  for (const auto& [column, label] : votes.columns) columns.emplace(column, label);
  io.text_map("columns", columns);
  votes.columns.clear();
  for (const auto& [column, label] : columns) votes.columns.push_back({column, label});
  io.texts("others", votes.others);
  io.word("rule", votes.rule, rules);
  io.flag("drop_single", votes.drop_single);
}

// One of four tables says what kind of columns the labels come from.
void describe_mapping(RecipeReader& io, LabelMapping& mapping) {
  io.text("attribute", mapping.attribute, Need::required);
  const int kinds = (io.has("names") ? 1 : 0) + (io.has("votes") ? 1 : 0) +
                    (io.has("ages") ? 1 : 0) + (io.has("affect") ? 1 : 0);
  if (kinds != 1) {
    io.fail("names", "one of the tables names, votes, ages and affect", std::to_string(kinds));
  }
  io.table("names",
           [&](RecipeReader& inner) { describe_names(inner, mapping.from.emplace<NameColumn>()); });
  io.table("votes", [&](RecipeReader& inner) {
    describe_votes(inner, mapping.from.emplace<VoteColumns>());
  });
  io.table("ages",
           [&](RecipeReader& inner) { describe_ages(inner, mapping.from.emplace<AgeColumn>()); });
  io.table("affect", [&](RecipeReader& inner) {
    describe_affect(inner, mapping.from.emplace<AffectColumns>());
  });
}

template <typename Io>
void describe_mapping(Io& io, LabelMapping& mapping) {
  io.text("attribute", mapping.attribute, Need::required);
  if (auto* names = std::get_if<NameColumn>(&mapping.from)) {
    io.table("names", [&](Io& inner) { describe_names(inner, *names); });
  } else if (auto* votes = std::get_if<VoteColumns>(&mapping.from)) {
    io.table("votes", [&](Io& inner) { describe_votes(inner, *votes); });
  } else if (auto* ages = std::get_if<AgeColumn>(&mapping.from)) {
    io.table("ages", [&](Io& inner) { describe_ages(inner, *ages); });
  } else if (auto* affect = std::get_if<AffectColumns>(&mapping.from)) {
    io.table("affect", [&](Io& inner) { describe_affect(inner, *affect); });
  }
}

template <typename Io>
void describe_data(Io& io, DataRecipe& data) {
  io.text("path", data.path, Need::required);
  io.word("use", data.use, uses, Need::required);
  describe_split(io, data.split);
  io.number("sampling", data.sampling, 1e-3, 1e3);
  io.tables("labels", data.labels,
            [](Io& inner, LabelMapping& mapping) { describe_mapping(inner, mapping); });
}

}  // namespace

void describe(RecipeReader& io, DataRecipe& data) { describe_data(io, data); }
void describe(RecipeWriter& io, DataRecipe& data) { describe_data(io, data); }
void describe(RecipeLister& io, DataRecipe& data) { describe_data(io, data); }

}  // namespace mien::train

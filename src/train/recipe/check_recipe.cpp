#include "train/recipe/check_recipe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "mien/core/error.h"

namespace mien::train {

namespace {

using dataset::TargetKind;
using Names = std::set<std::string, std::less<>>;

class Check {
 public:
  Check(const Recipe& recipe, std::string_view name) : recipe_(recipe), name_(name) {}

  void run() const {
    if (recipe_.name.empty() || recipe_.name.find_first_not_of(
                                    "abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
      fail("name", "lower-case letters, digits and hyphens", quoted(recipe_.name));
    }
    check_input();
    check_heads();
    if (recipe_.graph) check_graph(*recipe_.graph);
    check_data();
    check_stages();
    check_validation();
  }

 private:
  [[noreturn]] void fail(std::string_view key, std::string_view expected,
                         std::string_view actual) const {
    throw Error(ErrorCode::usage,
                fmt::format("{}: \"{}\": expected {}, found {}", name_, key, expected, actual));
  }

  static std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

  static std::string one_of(const Names& names) {
    return fmt::format("one of {}", fmt::join(names, ", "));
  }

  void check_input() const {
    if (recipe_.input.width <= 0) fail("input.size", "pixels, 8 to 4096", "nothing");
    const auto three = [&](std::string_view key, const std::vector<float>& values) {
      if (values.size() != 3) {
        fail(key, "three numbers, in the order of input.colour",
             fmt::format("{} numbers", values.size()));
      }
    };
    three("input.mean", recipe_.input.mean);
    three("input.scale", recipe_.input.scale);
    if (std::count(recipe_.input.scale.begin(), recipe_.input.scale.end(), 0.0F) > 0) {
      fail("input.scale", "numbers other than 0", "0");
    }
  }

  void check_heads() const {
    Names layers = {"features"};
    for (std::size_t i = 0; i < recipe_.hidden.size(); ++i) {
      const HiddenRecipe& hidden = recipe_.hidden[i];
      const std::string key = fmt::format("hidden[{}]", i);
      if (!layers.contains(hidden.from)) {
        fail(key + ".from", one_of(layers), quoted(hidden.from));
      }
      if (!layers.insert(hidden.name).second) {
        fail(key + ".name", "a name of its own", quoted(hidden.name));
      }
    }
    if (recipe_.heads.empty()) fail("heads", "at least one head", "none");
    Names attributes;
    for (std::size_t i = 0; i < recipe_.heads.size(); ++i) {
      const HeadRecipe& head = recipe_.heads[i];
      const std::string key = fmt::format("heads[{}]", i);
      if (!attributes.insert(head.attribute).second) {
        fail(key + ".attribute", "an attribute of its own", quoted(head.attribute));
      }
      if (layers.contains(head.attribute)) {
        fail(key + ".attribute", "a name that no hidden layer has", quoted(head.attribute));
      }
      if (!layers.contains(head.from)) fail(key + ".from", one_of(layers), quoted(head.from));
      const std::size_t labels = head.labels.size();
      const auto has = fmt::format("{} labels", labels);
      if (head.kind == TargetKind::classes && labels < 2) {
        fail(key + ".labels", "at least two labels", has);
      }
      if (head.kind == TargetKind::binary && labels != 2) fail(key + ".labels", "two labels", has);
      if (head.kind == TargetKind::age && labels != 0) fail(key + ".labels", "none for ages", has);
      if (head.kind == TargetKind::affect && labels != 0) {
        fail(key + ".labels", "none for valence and arousal", has);
      }
      if (!head.prior.empty()) check_prior(key + ".prior", head);
      if (!head.offsets.empty() && head.offsets.size() != head.labels.size()) {
        fail(key + ".offsets", "a number for each label", std::to_string(head.offsets.size()));
      }
      const bool in_graph =
          recipe_.graph && std::ranges::count(recipe_.graph->heads, head.attribute) > 0;
      if (!head.offsets.empty() && (!head.bias || in_graph)) {
        fail(key + ".offsets", "none for a layer without a bias", "some");
      }
      if (Names(head.labels.begin(), head.labels.end()).size() != labels) {
        fail(key + ".labels", "different labels", "one twice");
      }
    }
  }

  void check_graph(const GraphRecipe& graph) const {
    Names possible;
    Names labels = {"valence", "arousal"};
    for (const HeadRecipe& head : recipe_.heads) {
      if (head.kind == TargetKind::classes || head.kind == TargetKind::affect) {
        possible.insert(head.attribute);
      }
      labels.insert(head.labels.begin(), head.labels.end());
    }
    if (graph.heads.empty()) fail("graph.heads", one_of(possible), "none");
    Names taken;
    for (const std::string& name : graph.heads) {
      if (!possible.contains(name)) fail("graph.heads", one_of(possible), quoted(name));
      if (!taken.insert(name).second)
        fail("graph.heads", "each head once", quoted(name) + " twice");
    }
    for (const HeadRecipe& head : recipe_.heads) {
      if (taken.contains(head.attribute) && head.from != "features") {
        fail("graph.heads", "heads on the features", quoted(head.attribute));
      }
      if (head.attribute == graph_layer ||
          std::ranges::any_of(recipe_.hidden,
                              [](const auto& layer) { return layer.name == graph_layer; })) {
        fail("heads", fmt::format("no layer called \"{}\" beside the graph", graph_layer), "one");
      }
    }
    for (const auto& [label, word] : graph.words) {
      if (!labels.contains(label)) fail("graph.words", one_of(labels), quoted(label));
    }
  }

  void check_prior(const std::string& key, const HeadRecipe& head) const {
    constexpr float rounding = 1e-3F;
    const float sum = std::accumulate(head.prior.begin(), head.prior.end(), 0.0F);
    const bool shares =
        std::all_of(head.prior.begin(), head.prior.end(), [](float share) { return share > 0; });
    if (head.prior.size() == head.labels.size() && shares && std::abs(sum - 1) <= rounding) return;
    fail(key, "a number above 0 for each label, with a sum of 1",
         fmt::format("{} with a sum of {}", head.prior.size(), sum));
  }

  void check_data() const {
    Names attributes;
    for (const HeadRecipe& head : recipe_.heads) attributes.insert(head.attribute);
    bool trains = false;
    bool validates = false;
    for (std::size_t i = 0; i < recipe_.data.size(); ++i) {
      const DataRecipe& data = recipe_.data[i];
      (data.use == DataUse::train ? trains : validates) = true;
      Names mapped;
      for (const dataset::LabelMapping& mapping : data.labels) {
        const std::string key = fmt::format("data[{}].labels.attribute", i);
        if (!attributes.contains(mapping.attribute)) {
          fail(key, one_of(attributes), quoted(mapping.attribute));
        }
        if (!mapped.insert(mapping.attribute).second) {
          fail(key, "each attribute once", quoted(mapping.attribute) + " twice");
        }
      }
    }
    if (!trains) fail("data", "at least one entry with use = \"train\"", "none");
    if (!validates) fail("data", "at least one entry with use = \"validate\"", "none");
  }

  void check_stages() const {
    if (recipe_.stages.empty()) fail("stages", "at least one stage", "none");
    Names names;
    for (std::size_t i = 0; i < recipe_.stages.size(); ++i) {
      if (!names.insert(recipe_.stages[i].name).second) {
        fail(fmt::format("stages[{}].name", i), "a name of its own",
             quoted(recipe_.stages[i].name));
      }
    }
  }

  void check_validation() const {
    const std::string attribute = recipe_.validate.attribute.empty() ? recipe_.heads[0].attribute
                                                                     : recipe_.validate.attribute;
    const auto head =
        std::find_if(recipe_.heads.begin(), recipe_.heads.end(),
                     [&](const HeadRecipe& candidate) { return candidate.attribute == attribute; });
    if (head == recipe_.heads.end()) {
      fail("validate.attribute", "the attribute of a head", quoted(attribute));
    }
    Names metrics{"accuracy", "balanced accuracy"};
    if (head->kind == TargetKind::age) metrics = {"MAE"};
    if (head->kind == TargetKind::affect) metrics = {"CCC"};
    if (!metrics.contains(recipe_.validate.metric)) {
      fail("validate.metric", one_of(metrics), quoted(recipe_.validate.metric));
    }
  }

  const Recipe& recipe_;
  std::string_view name_;
};

}  // namespace

void check_recipe(const Recipe& recipe, std::string_view name) { Check(recipe, name).run(); }

}  // namespace mien::train

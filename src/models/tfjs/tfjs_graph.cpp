#include "models/tfjs/tfjs_graph.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "core/base64.h"
#include "mien/core/error.h"

namespace mien::models {

namespace {

constexpr std::size_t max_nodes = 100'000;

// "name", "name:0" (the first output) or "^name" (a control input: an order, not a value).
std::string node_name(JsonReader& node, std::string input) {
  const std::size_t colon = input.rfind(':');
  if (colon != std::string::npos) {
    if (input.substr(colon) != ":0") {
      node.fail("input", "the first output of a node", fmt::format("\"{}\"", input));
    }
    input.resize(colon);
  }
  return input;
}

std::string decoded(JsonReader& list, const char* key, const std::string& text) {
  auto plain = base64_decode(text);
  if (!plain) list.fail(key, "base64", fmt::format("\"{}\"", text.substr(0, 40)));
  return *std::move(plain);
}

void read_integers(TfNode& node, JsonReader& attributes, const char* key) {
  if (!attributes.has(key)) return;
  JsonReader attribute = attributes.object(key);
  if (!attribute.has("list")) attribute.fail("list", "a list", "nothing");
  JsonReader list = attribute.object("list");
  node.integers[key] = list.has("i") ? list.integers("i") : Shape{};
}

void read_text(TfNode& node, JsonReader& attributes, const char* key) {
  if (!attributes.has(key)) return;
  JsonReader attribute = attributes.object(key);
  if (attribute.has("s")) node.texts[key] = {decoded(attribute, "s", attribute.text("s"))};
}

void read_texts(TfNode& node, JsonReader& attributes, const char* key) {
  if (!attributes.has(key)) return;
  JsonReader attribute = attributes.object(key);
  JsonReader list = attribute.object("list");
  if (!list.has("s")) return;
  for (const std::string& text : list.texts("s")) {
    node.texts[key].push_back(decoded(list, "s", text));
  }
}

void read_flag(TfNode& node, JsonReader& attributes, const char* key) {
  if (!attributes.has(key)) return;
  JsonReader attribute = attributes.object(key);
  node.flags[key] = attribute.has("b") && attribute.boolean("b");
}

// {"shape": {"shape": {"dim": [{"size": "-1"}, ...]}}}
void read_shape(TfNode& node, JsonReader& attributes) {
  if (!attributes.has("shape")) return;
  JsonReader attribute = attributes.object("shape");
  JsonReader shape = attribute.object("shape");
  if (!shape.has("dim")) return;
  Shape lengths;
  for (JsonReader& axis : shape.objects("dim")) lengths.push_back(axis.whole_number("size"));
  node.integers["shape"] = std::move(lengths);
}

TfNode read_node(JsonReader& source) {
  TfNode node{source.text("name"), source.text("op"), {}};
  if (source.has("input")) {
    for (std::string& input : source.texts("input")) {
      if (!input.starts_with('^')) node.inputs.push_back(node_name(source, std::move(input)));
    }
  }
  if (!source.has("attr")) return node;
  JsonReader attributes = source.object("attr");
  for (const char* key : {"strides", "dilations", "ksize", "explicit_paddings"}) {
    read_integers(node, attributes, key);
  }
  for (const char* key : {"padding", "data_format"}) read_text(node, attributes, key);
  read_texts(node, attributes, "fused_ops");
  for (const char* key : {"keep_dims", "transpose_a", "transpose_b"}) {
    read_flag(node, attributes, key);
  }
  if (node.op == "Placeholder") read_shape(node, attributes);
  return node;
}

}  // namespace

std::string TfNode::describe() const { return fmt::format("{} node {}", op, name); }

void refuse_node(const TfNode& node, std::string_view expected, std::string_view actual) {
  throw Error(ErrorCode::model,
              fmt::format("{}: expected {}, found {}", node.describe(), expected, actual));
}

TfGraph read_tfjs_graph(JsonReader& model) {
  JsonReader topology = model.object("modelTopology");
  TfGraph graph;
  for (JsonReader& source : topology.objects("node")) {
    TfNode node = read_node(source);
    std::string name = node.name;
    if (!graph.emplace(name, std::move(node)).second) {
      source.fail("name", "each name once", fmt::format("\"{}\" again", name));
    }
    if (graph.size() > max_nodes) {
      topology.fail("node", fmt::format("at most {} nodes", max_nodes), "more");
    }
  }
  return graph;
}

std::vector<std::string> tfjs_outputs(JsonReader& model, const TfGraph& graph) {
  std::set<std::string> outputs;
  const auto read_signature = [&](JsonReader holder) {
    if (!holder.has("signature")) return;
    JsonReader signature = holder.object("signature");
    if (!signature.has("outputs")) return;
    JsonReader listed = signature.object("outputs");
    for (const std::string& key : listed.keys()) {
      // The key is a name for people where the node has one of its own.
      JsonReader output = listed.object(key);
      const std::string node = output.has("name") ? output.text("name") : key;
      outputs.insert(node.substr(0, node.rfind(":0")));
    }
  };
  read_signature(model);
  if (model.has("userDefinedMetadata")) read_signature(model.object("userDefinedMetadata"));
  if (!outputs.empty()) return {outputs.begin(), outputs.end()};
  for (const auto& [name, node] : graph) outputs.insert(name);
  for (const auto& [name, node] : graph) {
    for (const std::string& input : node.inputs) outputs.erase(input);
  }
  return {outputs.begin(), outputs.end()};
}

std::vector<const TfNode*> in_order(const TfGraph& graph, const std::vector<std::string>& outputs) {
  enum class State { waiting, done };
  const auto find = [&](const std::string& name, const std::string& wanted_by) {
    const auto entry = graph.find(name);
    if (entry == graph.end()) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected the node \"{}\", which is missing", wanted_by, name));
    }
    return &entry->second;
  };
  std::map<const TfNode*, State> states;
  std::vector<const TfNode*> sorted;
  std::vector<std::pair<const TfNode*, std::size_t>> path;  // node and its next input
  for (const std::string& output : outputs) {
    const TfNode* start = find(output, "outputs");
    if (states.contains(start)) continue;
    path.emplace_back(start, 0);
    states[start] = State::waiting;
    while (!path.empty()) {
      const TfNode* node = path.back().first;
      if (path.back().second == node->inputs.size()) {
        states[node] = State::done;
        sorted.push_back(node);
        path.pop_back();
        continue;
      }
      const TfNode* input = find(node->inputs[path.back().second++], node->describe());
      const auto state = states.find(input);
      if (state == states.end()) {
        states[input] = State::waiting;
        path.emplace_back(input, 0);
      } else if (state->second == State::waiting) {
        throw Error(ErrorCode::model, fmt::format("{}: expected a graph without cycles, found one",
                                                  input->describe()));
      }
    }
  }
  return sorted;
}

}  // namespace mien::models

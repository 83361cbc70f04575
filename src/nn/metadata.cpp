#include "mien/nn/metadata.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <utility>

#include "core/json_reader.h"

namespace mien {

namespace {

using Json = JsonReader::Json;

template <typename Value>
using Words = std::vector<std::pair<std::string_view, Value>>;

const Words<ColourOrder> colour_words = {
    {"rgb", ColourOrder::rgb}, {"bgr", ColourOrder::bgr}, {"grey", ColourOrder::grey}};
const Words<TensorLayout> layout_words = {{"nchw", TensorLayout::nchw},
                                          {"nhwc", TensorLayout::nhwc}};
const Words<ResizeRule> resize_words = {{"bilinear", ResizeRule::bilinear},
                                        {"area", ResizeRule::area},
                                        {"antialias", ResizeRule::antialias}};
const Words<CropShape> shape_words = {{"box", CropShape::box}, {"square", CropShape::square}};
const Words<Alignment> alignment_words = {
    {"none", Alignment::none}, {"five-point", Alignment::five_point}, {"eyes", Alignment::eyes}};
const Words<HeadKind> kind_words = {
    {"classes", HeadKind::classes},   {"binary", HeadKind::binary}, {"age", HeadKind::age},
    {"identity", HeadKind::identity}, {"affect", HeadKind::affect}, {"tensor", HeadKind::tensor}};
const Words<Activation> activation_words = {{"none", Activation::none},
                                            {"softmax", Activation::softmax},
                                            {"sigmoid", Activation::sigmoid},
                                            {"tanh", Activation::tanh}};

template <typename Value>
std::string_view word_for(const Words<Value>& words, Value value) {
  return std::ranges::find(words, value, &std::pair<std::string_view, Value>::second)->first;
}

std::string required_text(JsonReader& reader, std::string_view key) {
  std::string text = reader.text(key);
  if (text.empty()) reader.fail(key, "a text", "an empty one");
  return text;
}

InputSpec read_input(JsonReader reader) {
  constexpr std::int64_t longest_side = 4096;
  InputSpec input;
  input.width = static_cast<int>(reader.integer("width", 0, longest_side));
  input.height = static_cast<int>(reader.integer("height", 0, longest_side));
  if ((input.width == 0) != (input.height == 0)) {
    reader.fail("height", "0 (any size) for both sides or for none", std::to_string(input.height));
  }
  input.colour = reader.word("colour", colour_words);
  input.layout = reader.word("layout", layout_words);
  input.mean = reader.numbers("mean");
  input.scale = reader.numbers("scale");
  input.resize = reader.word("resize", resize_words);
  const std::size_t channels = input.colour == ColourOrder::grey ? 1 : 3;
  for (const auto& [key, values] :
       {std::pair{"mean", &input.mean}, std::pair{"scale", &input.scale}}) {
    if (values->size() != channels) {
      reader.fail(key, std::to_string(channels) + " numbers, one a channel",
                  std::to_string(values->size()));
    }
  }
  if (std::ranges::count(input.scale, 0.0F) > 0) {
    reader.fail("scale", "numbers that are not 0", "0");
  }
  reader.finish();
  return input;
}

CropSpec read_crop(JsonReader reader) {
  CropSpec crop;
  crop.margin = static_cast<float>(reader.number("margin", 0, 2));
  crop.shape = reader.word("shape", shape_words);
  crop.alignment = reader.word("alignment", alignment_words);
  reader.finish();
  return crop;
}

void read_labels(JsonReader& reader, HeadSpec& head) {
  head.labels = reader.texts("labels");
  const std::size_t least = 2;
  if (head.labels.size() < least ||
      (head.kind == HeadKind::binary && head.labels.size() != least)) {
    reader.fail("labels", head.kind == HeadKind::binary ? "2 names" : "at least 2 names",
                std::to_string(head.labels.size()));
  }
  for (const std::string& label : head.labels) {
    if (std::ranges::count(head.labels, label) != 1 || label.empty()) {
      reader.fail("labels", "different names", "\"" + label + "\" where it cannot be");
    }
  }
}

OperatingPoint read_operating_point(JsonReader reader) {
  constexpr std::int64_t most_pairs = 1'000'000'000'000'000;
  OperatingPoint point;
  point.distance = reader.number("distance", 0, 2);
  point.false_accepts = reader.number("false_accepts", 0, 1);
  point.true_accepts = reader.number("true_accepts", 0, 1);
  point.genuine_pairs = reader.integer("genuine_pairs", 1, most_pairs);
  point.impostor_pairs = reader.integer("impostor_pairs", 1, most_pairs);
  point.data = required_text(reader, "data");
  if (reader.has("false_accepts_by_person")) {
    point.false_accepts_by_person = reader.number("false_accepts_by_person", 0, 1);
  }
  if (reader.has("true_accepts_by_person")) {
    point.true_accepts_by_person = reader.number("true_accepts_by_person", 0, 1);
  }
  reader.finish();
  return point;
}

bool suits(HeadKind kind, Activation activation) {
  switch (activation) {
    case Activation::none:
      return true;
    case Activation::softmax:
      return kind == HeadKind::classes || kind == HeadKind::age;
    case Activation::sigmoid:
      return kind == HeadKind::binary;
    case Activation::tanh:
      return kind == HeadKind::affect;
  }
  return false;
}

std::vector<float> read_prior(JsonReader& reader, const HeadSpec& head) {
  std::vector<float> prior = reader.numbers("prior");
  constexpr float rounding = 1e-3F;
  const float sum = std::accumulate(prior.begin(), prior.end(), 0.0F);
  const bool shares = std::ranges::all_of(prior, [](float share) { return share > 0; });
  if (prior.size() != head.labels.size() || !shares || std::abs(sum - 1) > rounding) {
    reader.fail("prior",
                std::to_string(head.labels.size()) + " numbers above 0, one a label, a sum of 1",
                std::to_string(prior.size()) + " with a sum of " + std::to_string(sum));
  }
  return prior;
}

HeadSpec read_head(JsonReader reader) {
  HeadSpec head;
  head.output = required_text(reader, "output");
  head.attribute = required_text(reader, "attribute");
  head.kind = reader.word("kind", kind_words);
  if (head.kind != HeadKind::tensor && head.kind != HeadKind::identity) {
    head.activation = reader.word("activation", activation_words);
  }
  const bool named = head.kind == HeadKind::classes || head.kind == HeadKind::binary;
  if (named) read_labels(reader, head);
  if (head.kind == HeadKind::binary) {
    head.threshold = static_cast<float>(reader.number("threshold", 0, 1));
  }
  if (named && reader.has("sure_from")) {
    head.sure_from = static_cast<float>(reader.number("sure_from", 0, 1));
  }
  if (head.kind == HeadKind::age) {
    head.age_first = static_cast<int>(reader.integer("age_first", 0, 100));
    head.age_top = static_cast<int>(reader.integer("age_top", 1, 1000));
  }
  if (head.kind == HeadKind::identity && reader.has("crop")) {
    head.crop = read_crop(reader.object("crop"));
  }
  if (head.kind == HeadKind::identity && reader.has("operating_points")) {
    for (JsonReader& point : reader.objects("operating_points")) {
      head.operating_points.push_back(read_operating_point(point));
    }
  }
  if ((named || head.kind == HeadKind::affect) && reader.has("offset")) {
    head.offset = static_cast<int>(reader.integer("offset", 0, 1'000'000));
  }
  if (head.kind == HeadKind::classes && reader.has("prior")) head.prior = read_prior(reader, head);
  if (head.kind == HeadKind::age && reader.has("interval_scale")) {
    head.interval_scale = reader.number("interval_scale", 0.01, 100);
  }
  if (head.kind == HeadKind::identity && reader.has("length_is_quality")) {
    head.length_is_quality = reader.boolean("length_is_quality");
  }
  if (!suits(head.kind, head.activation)) {
    reader.fail("activation", "one that this kind of head can have",
                "\"" + std::string(word_for(activation_words, head.activation)) + "\"");
  }
  reader.finish();
  return head;
}

Score read_score(JsonReader reader) {
  Score score;
  score.metric = required_text(reader, "metric");
  score.data = required_text(reader, "data");
  score.samples = static_cast<int>(reader.integer("samples", 0, 1'000'000'000));
  score.value = reader.number("value", -1e9, 1e9);
  score.source = reader.text("source");
  if (score.source != "measured" && score.source != "published") {
    reader.fail("source", R"("measured" or "published")", "\"" + score.source + "\"");
  }
  score.evidence = required_text(reader, "evidence");
  reader.finish();
  return score;
}

LabelGraph read_graph(JsonReader reader) {
  LabelGraph graph;
  graph.labels = reader.texts("labels");
  const std::size_t nodes = graph.labels.size();
  constexpr std::size_t most_nodes = 1000;
  if (nodes < 2 || nodes > most_nodes) {
    reader.fail("labels", "2 to 1000 names", std::to_string(nodes));
  }
  graph.words = reader.texts("words");
  if (graph.words.size() != nodes) {
    reader.fail("words", std::to_string(nodes) + " words, one a label",
                std::to_string(graph.words.size()));
  }
  const auto matrix = [&](std::string_view key) {
    std::vector<float> values = reader.numbers(key);
    if (values.size() != nodes * nodes) {
      reader.fail(key, std::to_string(nodes * nodes) + " numbers, a row a label",
                  std::to_string(values.size()));
    }
    return values;
  };
  if (reader.has("correlations")) graph.correlations = matrix("correlations");
  graph.adjacency = matrix("adjacency");
  reader.finish();
  return graph;
}

Json write_graph(const LabelGraph& graph) {
  Json json = {{"labels", graph.labels}, {"words", graph.words}};
  if (!graph.correlations.empty()) json["correlations"] = graph.correlations;
  json["adjacency"] = graph.adjacency;
  return json;
}

Json write_crop(const CropSpec& crop) {
  return {{"margin", crop.margin},
          {"shape", word_for(shape_words, crop.shape)},
          {"alignment", word_for(alignment_words, crop.alignment)}};
}

Json write_head(const HeadSpec& head) {
  Json json = {{"output", head.output},
               {"attribute", head.attribute},
               {"kind", word_for(kind_words, head.kind)}};
  if (head.kind != HeadKind::tensor && head.kind != HeadKind::identity) {
    json["activation"] = word_for(activation_words, head.activation);
  }
  if (!head.labels.empty()) json["labels"] = head.labels;
  if (head.kind == HeadKind::binary) json["threshold"] = head.threshold;
  if (head.sure_from > 0) json["sure_from"] = head.sure_from;
  if (head.kind == HeadKind::age) {
    json["age_first"] = head.age_first;
    json["age_top"] = head.age_top;
  }
  if (head.offset) json["offset"] = *head.offset;
  if (!head.prior.empty()) json["prior"] = head.prior;
  if (head.kind == HeadKind::age && head.interval_scale != 1) {
    json["interval_scale"] = head.interval_scale;
  }
  if (head.crop) json["crop"] = write_crop(*head.crop);
  if (head.length_is_quality) json["length_is_quality"] = true;
  for (const OperatingPoint& point : head.operating_points) {
    Json object = {{"distance", point.distance},
                   {"false_accepts", point.false_accepts},
                   {"true_accepts", point.true_accepts},
                   {"genuine_pairs", point.genuine_pairs},
                   {"impostor_pairs", point.impostor_pairs},
                   {"data", point.data}};
    if (point.false_accepts_by_person) {
      object["false_accepts_by_person"] = *point.false_accepts_by_person;
    }
    if (point.true_accepts_by_person) {
      object["true_accepts_by_person"] = *point.true_accepts_by_person;
    }
    json["operating_points"].push_back(std::move(object));
  }
  return json;
}

}  // namespace

CropSpec identity_crop(const ModelMetadata& metadata) {
  const auto head = std::ranges::find(metadata.heads, HeadKind::identity, &HeadSpec::kind);
  return head == metadata.heads.end() ? metadata.crop : head->crop.value_or(metadata.crop);
}

ModelMetadata parse_metadata(std::string_view json, std::string_view name) {
  const Json document = JsonReader::parse(json, name);
  JsonReader reader(document, name, "");
  (void)reader.integer("version", ModelMetadata::current_version, ModelMetadata::current_version);
  ModelMetadata metadata;
  metadata.id = required_text(reader, "id");
  metadata.task = required_text(reader, "task");
  metadata.licence = required_text(reader, "licence");
  metadata.data_terms = required_text(reader, "data_terms");
  metadata.input = read_input(reader.object("input"));
  metadata.crop = read_crop(reader.object("crop"));
  for (JsonReader& head : reader.objects("heads")) metadata.heads.push_back(read_head(head));
  if (metadata.heads.empty()) reader.fail("heads", "at least one head", "none");
  for (JsonReader& score : reader.objects("scores")) metadata.scores.push_back(read_score(score));
  if (reader.has("graph")) metadata.graph = read_graph(reader.object("graph"));
  reader.finish();
  return metadata;
}

std::string format_metadata(const ModelMetadata& metadata) {
  Json heads = Json::array();
  for (const HeadSpec& head : metadata.heads) heads.push_back(write_head(head));
  Json scores = Json::array();
  for (const Score& score : metadata.scores) {
    scores.push_back({{"metric", score.metric},
                      {"data", score.data},
                      {"samples", score.samples},
                      {"value", score.value},
                      {"source", score.source},
                      {"evidence", score.evidence}});
  }
  const InputSpec& input = metadata.input;
  Json document = {{"version", ModelMetadata::current_version},
                   {"id", metadata.id},
                   {"task", metadata.task},
                   {"licence", metadata.licence},
                   {"data_terms", metadata.data_terms},
                   {"input",
                    {{"width", input.width},
                     {"height", input.height},
                     {"colour", word_for(colour_words, input.colour)},
                     {"layout", word_for(layout_words, input.layout)},
                     {"mean", input.mean},
                     {"scale", input.scale},
                     {"resize", word_for(resize_words, input.resize)}}},
                   {"crop", write_crop(metadata.crop)},
                   {"heads", std::move(heads)},
                   {"scores", std::move(scores)}};
  if (metadata.graph) document["graph"] = write_graph(*metadata.graph);
  return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mien

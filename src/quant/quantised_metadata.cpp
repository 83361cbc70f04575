#include "quant/quantised_metadata.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "models/graph/onnx_file.h"

namespace mien::quant {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json json_of(const QuantisedModel& quantised, const QuantisationRecord& record,
             const std::string& id) {
  Json json = {{"version", 1},
               {"of", id},
               {"of_sha256", record.of_sha256},
               {"weights", "int8, symmetric, a scale for each output channel"},
               {"activations", "uint8, asymmetric, a scale for each tensor"},
               {"ranges", name_of(record.options.ranges)}};
  if (record.options.ranges == RangeRule::percentile) {
    json["percentile"] = record.options.percentile;
  }
  json["equalised_tensors"] = quantised.equalised;
  json["bias_correction"] = record.options.correct_bias;
  json["int8_convolutions"] = quantised.layers;
  json["float_convolutions"] = quantised.float_layers;
  json["pictures"] = record.pictures;
  json["scores"] = Json::array();
  for (const MeasuredLosses& measured : record.measured) {
    for (const ScoreLoss& loss : measured.losses) {
      json["scores"].push_back({{"data", measured.data},
                                {"split", measured.split},
                                {"attribute", loss.attribute},
                                {"score", loss.score},
                                {"unit", eval::name_of(loss.unit)},
                                {"samples", loss.samples},
                                {"float", number(loss.before)},
                                {"int8", number(loss.after)}});
    }
  }
  return json;
}

std::vector<Score> scores_of(const QuantisationRecord& record, const std::string& id) {
  std::vector<Score> scores;
  for (const MeasuredLosses& measured : record.measured) {
    for (const ScoreLoss& loss : measured.losses) {
      if (!std::isfinite(loss.after)) continue;
      const bool share = loss.unit == eval::Unit::share;
      const std::string_view unit =
          share ? " (%)" : (loss.unit == eval::Unit::years ? " (years)" : "");
      // Valence and arousal name themselves.
      const std::string description =
          loss.attribute == "affect" ? loss.score : loss.attribute + " " + loss.score;
      Score score;
      score.metric = description + std::string(unit) + ", in 8 bits";
      score.data = measured.data + (measured.split.empty() ? "" : ", " + measured.split);
      score.samples = static_cast<int>(loss.samples);
      score.value = share ? 100 * loss.after : loss.after;
      score.source = "measured";
      score.evidence = fmt::format("mien models quantize {} --calibrate {}{}", id, measured.data,
                                   measured.split.empty() ? "" : " --split " + measured.split);
      scores.push_back(std::move(score));
    }
  }
  return scores;
}

void set_property(onnx::ModelProto& model, std::string_view key, const std::string& value) {
  auto* properties = model.mutable_metadata_props();
  for (int i = properties->size(); i-- > 0;) {
    if (properties->Get(i).key() == key) properties->DeleteSubrange(i, 1);
  }
  onnx::StringStringEntryProto& entry = *properties->Add();
  entry.set_key(std::string(key));
  entry.set_value(value);
}

}  // namespace

std::string_view name_of(RangeRule rule) {
  switch (rule) {
    case RangeRule::min_max:
      return "min-max";
    case RangeRule::percentile:
      return "percentile";
    case RangeRule::mse:
      return "mse";
  }
  return "";
}

models::Bytes with_record(const QuantisedModel& quantised, const QuantisationRecord& record,
                          std::string_view name) {
  onnx::ModelProto model = models::parse_onnx(quantised.onnx, name);
  ModelMetadata metadata = models::metadata_of(model, name);
  const std::string id = metadata.id;
  set_property(model, QuantisationRecord::key, json_of(quantised, record, id).dump());
  metadata.id = id + "-int8";
  metadata.scores = scores_of(record, id);
  models::set_metadata(model, format_metadata(metadata));
  return models::serialise_onnx(model);
}

}  // namespace mien::quant

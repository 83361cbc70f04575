#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <utility>

#include "core/json_reader.h"
#include "core/output_file.h"
#include "core/regular_file.h"
#include "learn/linear_svc.h"
#include "learn/nearest_neighbours.h"
#include "learn/random_forest.h"
#include "learn/rbf_svm.h"
#include "learn/record.h"
#include "mien/core/error.h"
#include "mien/learn/pipeline.h"

namespace mien {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_steps = 8;
constexpr std::uintmax_t largest_pipeline_file = std::uintmax_t{4} << 30U;

using Reader = std::shared_ptr<const Classifier> (*)(const ClassifierRecord&);

template <typename Kind>
std::shared_ptr<const Classifier> read_as(const ClassifierRecord& record) {
  return std::make_shared<Kind>(record);
}

void write_step(const FittedStep& step, std::size_t number, ClassifierRecord& record) {
  const auto* const scaling = std::get_if<StandardScaling>(&step);
  record.header["steps"].push_back(scaling != nullptr ? "standard-scaling" : "l2");
  if (scaling == nullptr) return;
  record.add(fmt::format("step{}_means", number), {scaling->means.size()}, scaling->means);
  record.add(fmt::format("step{}_deviations", number), {scaling->deviations.size()},
             scaling->deviations);
}

FittedStep read_step(const std::string& name, std::size_t number, std::size_t features,
                     const ClassifierRecord& record) {
  if (name == "l2") return RowNormalisation{};
  if (name != "standard-scaling") {
    record.fail(fmt::format(R"("steps": expected standard-scaling or l2, found "{}")", name));
  }
  StandardScaling scaling{record.doubles(fmt::format("step{}_means", number), {features}),
                          record.doubles(fmt::format("step{}_deviations", number), {features})};
  for (const double deviation : scaling.deviations) {
    if (deviation <= 0) {
      record.fail(fmt::format("array \"step{}_deviations\": expected numbers above 0, found {}",
                              number, deviation));
    }
  }
  return scaling;
}

}  // namespace

void save_pipeline(const Pipeline& pipeline, const fs::path& path) {
  ClassifierRecord record;
  const Classifier& classifier = pipeline.classifier();
  record.header["kind"] = classifier.kind();
  record.header["classes"] = pipeline.names();
  record.header["descriptors"] = pipeline.descriptors();
  record.header["steps"] = ClassifierRecord::Json::array();
  record.header["classifier"] = ClassifierRecord::Json::object();
  for (std::size_t i = 0; i < pipeline.steps().size(); ++i) {
    write_step(pipeline.steps()[i], i, record);
  }
  classifier.write(record);
  write_file(path, record.encoded());
}

Pipeline decode_pipeline(std::span<const std::byte> bytes, const std::string& name) {
  const ClassifierRecord record = ClassifierRecord::decoded(bytes, name);
  JsonReader reader(record.header, name, "");
  const auto read =
      reader.word<Reader>("kind", {{"linear-svc", read_as<LinearSvc>},
                                   {"rbf-svm", read_as<RbfSvm>},
                                   {"random-forest", read_as<RandomForest>},
                                   {"nearest-neighbours", read_as<NearestNeighbours>}});
  std::vector<std::string> names = reader.texts("classes");
  std::string descriptors = reader.text("descriptors");
  const std::vector<std::string> step_names = reader.texts("steps");
  [[maybe_unused]] const JsonReader parameters = reader.object("classifier");
  reader.finish();
  if (step_names.size() > most_steps) {
    record.fail(
        fmt::format("\"steps\": expected at most {}, found {}", most_steps, step_names.size()));
  }
  std::shared_ptr<const Classifier> classifier = read(record);
  if (names.size() != classifier->classes() ||
      std::set<std::string>(names.begin(), names.end()).size() != names.size()) {
    record.fail(fmt::format("\"classes\": expected {} different names, found {}",
                            classifier->classes(), names.size()));
  }
  std::vector<FittedStep> steps;
  steps.reserve(step_names.size());
  for (const std::string& step : step_names) {
    steps.push_back(read_step(step, steps.size(), classifier->features(), record));
  }
  return {std::move(steps), std::move(classifier), std::move(names), std::move(descriptors)};
}

Pipeline load_pipeline(const fs::path& path) {
  return decode_pipeline(read_regular_file(path, largest_pipeline_file,
                                           "a classifier that mien fit wrote", ErrorCode::model),
                         path.string());
}

}  // namespace mien

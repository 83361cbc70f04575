#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataset/source.h"
#include "eval/evaluation.h"
#include "paper/measured/measurement_store.h"
#include "paper/measured/reproduce_request.h"
#include "paper/writers/report_page.h"
#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// What all tables of one `mien reproduce` share: the request, the data it names, the measurements
/// that are kept, and progress.
class Reproduction {
 public:
  using Json = nlohmann::ordered_json;

  /// @throws Error (ErrorCode::usage) if a folder or file that the request names is not there,
  /// (ErrorCode::output) if the output folder cannot be made
  explicit Reproduction(const ReproduceRequest& request);

  [[nodiscard]] const ReproduceRequest& request() const { return request_; }

  /// A file of the data folder, such as "ferplus.tar"; null if it is not there.
  [[nodiscard]] std::shared_ptr<const dataset::PictureSource> source(const std::string& name);

  /// SHA-256 of a source that `source` gave.
  [[nodiscard]] std::string hash_of(const std::string& name);

  /// Whether a model can be loaded: a file, or one of the catalogue that was fetched.
  [[nodiscard]] bool has_model(const std::string& id_or_path) const;

  /// SHA-256 of a model's file.
  [[nodiscard]] std::string model_hash(const std::string& id_or_path);

  /// SHA-256 of the names and sizes of all files below a folder.
  [[nodiscard]] static std::string listing_hash(const std::filesystem::path& folder);

  /// Says on standard error what is being measured, and keeps or finds the rows.
  /// @param title to say, such as "Table 3: mobilenet-v1-emotion on AFEW"
  [[nodiscard]] std::vector<TableRow> rows(const std::string& name, const Json& key,
                                           const std::string& title,
                                           const std::function<std::vector<TableRow>()>& measure);

  /// Options of evaluations: threads, seed, progress.
  [[nodiscard]] eval::EvaluationOptions evaluation_options(const std::string& split) const;

  /// A model's answers for a split of a source.
  /// @param detector finds the faces of pictures without a box; null: these are seen whole
  [[nodiscard]] eval::Evaluation evaluated(const std::string& model, const std::string& data,
                                           const std::string& split,
                                           std::shared_ptr<const Detector> detector = nullptr);

  /// A function that shows how far something is.
  [[nodiscard]] std::function<void(std::size_t done, std::size_t total)> progress(
      const std::string& unit) const;

  [[nodiscard]] static std::function<bool()> stop();

  /// To be listed in the report.
  void add_used(const UsedData& data);
  [[nodiscard]] const std::vector<UsedData>& used() const { return used_; }

 private:
  ReproduceRequest request_;
  MeasurementStore store_;
  std::map<std::string, std::shared_ptr<const dataset::PictureSource>> sources_;
  std::map<std::string, std::string> hashes_;
  std::vector<UsedData> used_;
};

/// The files that the data folder may hold.
[[nodiscard]] std::span<const char* const> data_files();

/// A row that says that a model of the catalogue was not fetched.
[[nodiscard]] TableRow row_without_model(const std::string& group, const std::string& title,
                                         const std::string& model);

}  // namespace mien::paper

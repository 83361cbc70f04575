#include "learn/linear_svc.h"

#include <algorithm>
#include <cstddef>

#include "learn/probabilities.h"
#include "learn/record.h"
#include "learn/solver.h"
#include "learn/svm/svm_backend.h"

namespace mien {

namespace {

/// The rows as LIBLINEAR takes them: lists of (index from 1, value) without the zeros, and an end
/// mark. Before the mark comes 1 for the intercept, which is penalised with the other weights.
struct Nodes {
  std::vector<feature_node> all;
  std::vector<feature_node*> rows;
};

Nodes nodes_of(const FeatureMatrix& samples) {
  Nodes nodes;
  const auto filled = static_cast<std::size_t>(
      std::ranges::count_if(samples.values, [](float value) { return value != 0; }));
  nodes.all.reserve(filled + 2 * samples.rows);
  std::vector<std::size_t> starts;
  for (std::size_t r = 0; r < samples.rows; ++r) {
    starts.push_back(nodes.all.size());
    const std::span<const float> row = samples.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (row[c] != 0) nodes.all.push_back({static_cast<int>(c) + 1, row[c]});
    }
    nodes.all.push_back({static_cast<int>(samples.columns) + 1, 1.0});
    nodes.all.push_back({-1, 0.0});
  }
  for (const std::size_t start : starts) nodes.rows.push_back(nodes.all.data() + start);
  return nodes;
}

LinearModel fit_linear(const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
                       const LinearSvcOptions& options) {
  Nodes nodes = nodes_of(samples);
  std::vector<double> truth(classes.begin(), classes.end());
  const problem data{.l = static_cast<int>(samples.rows),
                     .n = static_cast<int>(samples.columns) + 1,
                     .y = truth.data(),
                     .x = nodes.rows.data(),
                     .bias = 1};
  parameter parameters{};
  parameters.solver_type = L2R_L2LOSS_SVC_DUAL;
  parameters.eps = options.tolerance;
  parameters.C = options.c;
  parameters.p = 0.1;
  std::vector<double> weights;
  std::vector<int> labels;
  if (options.balanced) {
    weights = balanced_weights(classes, std::ranges::max(classes) + 1U);
    for (std::size_t c = 0; c < weights.size(); ++c) labels.push_back(static_cast<int>(c));
    parameters.nr_weight = static_cast<int>(weights.size());
    parameters.weight_label = labels.data();
    parameters.weight = weights.data();
  }
  // Before the turn, since what is loaded could draw from rand(), too.
  const SvmBackend& backend = svm_backend();
  const SolverTurn turn(options.seed);
  return backend.fit_linear(data, parameters);
}

}  // namespace

LinearSvc::LinearSvc(const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
                     const LinearSvcOptions& options)
    : features_(samples.columns) {
  const LinearModel fitted = fit_linear(samples, classes, options);
  const auto count = static_cast<std::size_t>(fitted->nr_class);
  const std::size_t separators = count == 2 ? 1 : count;
  weights_.resize(separators * features_);
  intercepts_.resize(separators);
  for (std::size_t s = 0; s < separators; ++s) {
    // LIBLINEAR's classes are in the order of their first rows; of two the first is the positive.
    const auto of_class = static_cast<std::size_t>(fitted->label[s]);
    const std::size_t to = count == 2 ? 0 : of_class;
    const double sign = count == 2 && of_class == 0 ? -1 : 1;
    for (std::size_t f = 0; f < features_; ++f) {
      weights_[to * features_ + f] = sign * fitted->w[f * separators + s];
    }
    intercepts_[to] = sign * fitted->w[features_ * separators + s];
  }
}

LinearSvc::LinearSvc(const ClassifierRecord& record) {
  const auto shape = record.shape("coefficients", 2);
  if (shape[0] == 0 || shape[0] == 2 || shape[1] == 0) {
    record.fail("array \"coefficients\": expected a row a class, one for two classes");
  }
  features_ = shape[1];
  weights_ = record.doubles("coefficients", shape);
  intercepts_ = record.doubles("intercepts", {shape[0]});
}

std::size_t LinearSvc::classes() const { return std::max<std::size_t>(2, intercepts_.size()); }

std::vector<double> LinearSvc::margins(std::span<const float> row) const {
  std::vector<double> result(intercepts_);
  for (std::size_t m = 0; m < result.size(); ++m) {
    const double* const weights = weights_.data() + m * features_;
    double sum = 0;
    for (std::size_t f = 0; f < features_; ++f) sum += weights[f] * row[f];
    result[m] += sum;
  }
  return result;
}

ClassPredictions LinearSvc::predict(const FeatureMatrix& samples, int threads) const {
  return predict_rows(*this, samples, threads, [this](std::span<const float> row) {
    std::vector<double> values = margins(row);
    if (values.size() == 1) values.insert(values.begin(), 0.0);
    return most_probable(softmax_of(std::move(values)));
  });
}

std::vector<double> LinearSvc::decision_scores(const FeatureMatrix& samples, int threads) const {
  const auto scores_of = [this](std::span<const float> row) {
    std::vector<double> values = margins(row);
    if (values.size() == 1) values.insert(values.begin(), -values.front());
    return most_probable(std::move(values));
  };
  return predict_rows(*this, samples, threads, scores_of).probabilities;
}

void LinearSvc::write(ClassifierRecord& record) const {
  record.add("coefficients", {intercepts_.size(), features_}, weights_);
  record.add("intercepts", {intercepts_.size()}, intercepts_);
}

}  // namespace mien

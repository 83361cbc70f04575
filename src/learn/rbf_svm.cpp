#include "learn/rbf_svm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/json_reader.h"
#include "core/thread_pool.h"
#include "learn/distances.h"
#include "learn/record.h"
#include "learn/solver.h"
#include "learn/svm/svm_backend.h"
#include "mien/core/error.h"

namespace mien {

namespace {

/// 1 / (columns * variance of all values), scikit-learn's "scale".
double scaled_gamma(const FeatureMatrix& samples) {
  const auto count = static_cast<double>(samples.values.size());
  const double mean = std::accumulate(samples.values.begin(), samples.values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : samples.values) squares += (value - mean) * (value - mean);
  if (squares == 0) {
    throw Error(ErrorCode::input,
                "rbf-svm: expected features that differ, found one value everywhere");
  }
  return count / (static_cast<double>(samples.columns) * squares);
}

/// Rows of the kernel as LIBSVM takes them: the row's own number, then its kernel with each row.
class KernelRows {
 public:
  KernelRows(const FeatureMatrix& samples, double gamma, int threads)
      : width_(samples.rows + 1), nodes_(samples.rows * width_) {
    std::vector<double> squares(samples.rows);
    for (std::size_t r = 0; r < samples.rows; ++r) {
      squares[r] = dot_product(samples.row(r), samples.row(r));
    }
    ThreadPool pool(std::max(1, threads));
    pool.parallel_for(samples.rows, [&](std::size_t r) {
      svm_node* const row = nodes_.data() + r * width_;
      row[0] = {0, static_cast<double>(r + 1)};
      for (std::size_t c = 0; c <= r; ++c) {
        const double product = dot_product(samples.row(r), samples.row(c));
        const double distance = std::max(0.0, squares[r] + squares[c] - 2 * product);
        row[c + 1] = {static_cast<int>(c + 1), std::exp(-gamma * distance)};
      }
    });
    for (std::size_t r = 0; r < samples.rows; ++r) {
      for (std::size_t c = r + 1; c < samples.rows; ++c) {
        nodes_[r * width_ + c + 1] = {static_cast<int>(c + 1), nodes_[c * width_ + r + 1].value};
      }
      rows_.push_back(nodes_.data() + r * width_);
    }
  }

  [[nodiscard]] std::vector<svm_node*>& rows() { return rows_; }

 private:
  std::size_t width_;
  std::vector<svm_node> nodes_;
  std::vector<svm_node*> rows_;
};

KernelModel fit_rbf(KernelRows& kernel, std::vector<double>& truth, std::size_t classes,
                    std::span<const std::uint32_t> sorted, const RbfSvmOptions& options) {
  const svm_problem data{static_cast<int>(truth.size()), truth.data(), kernel.rows().data()};
  svm_parameter parameters{};
  parameters.svm_type = C_SVC;
  parameters.kernel_type = PRECOMPUTED;
  parameters.cache_size = 200;
  parameters.eps = options.tolerance;
  parameters.C = options.c;
  parameters.shrinking = 1;
  parameters.probability = options.probabilities ? 1 : 0;
  std::vector<double> weights;
  std::vector<int> labels(classes);
  std::iota(labels.begin(), labels.end(), 0);
  if (options.balanced) {
    weights = balanced_weights(sorted, classes);
    parameters.nr_weight = static_cast<int>(classes);
    parameters.weight_label = labels.data();
    parameters.weight = weights.data();
  }
  // Before the turn, since what is loaded could draw from rand(), too.
  const SvmBackend& backend = svm_backend();
  std::optional<SolverTurn> turn;
  if (options.probabilities) turn.emplace(options.seed);
  return backend.fit_kernel(data, parameters);
}

}  // namespace

RbfSvm::RbfSvm(const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
               const RbfSvmOptions& options, int threads) {
  if (samples.rows > most_rows) {
    throw Error(ErrorCode::input,
                fmt::format("rbf-svm: expected at most {} rows, since the kernel of all pairs is "
                            "kept in memory, found {}",
                            most_rows, samples.rows));
  }
  gamma_ = options.gamma ? *options.gamma : scaled_gamma(samples);
  // LIBSVM orders classes by their first rows; sorted rows give the order of the numbers.
  std::vector<std::size_t> order(samples.rows);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::size_t r) { return classes[r]; });
  std::vector<std::uint32_t> sorted;
  sorted.reserve(order.size());
  for (const std::size_t r : order) sorted.push_back(classes[r]);
  std::vector<double> truth(sorted.begin(), sorted.end());
  const FeatureMatrix rows = rows_of(samples, order);
  KernelRows kernel(rows, gamma_, threads);
  const KernelModel fitted = fit_rbf(kernel, truth, sorted.back() + 1U, sorted, options);

  const auto count = static_cast<std::size_t>(fitted->l);
  counts_.assign(fitted->nSV, fitted->nSV + fitted->nr_class);
  std::vector<std::size_t> support;
  for (std::size_t i = 0; i < count; ++i) {
    support.push_back(static_cast<std::size_t>(fitted->sv_indices[i]) - 1);
  }
  vectors_ = rows_of(rows, support);
  for (int k = 0; k + 1 < fitted->nr_class; ++k) {
    coefficients_.insert(coefficients_.end(), fitted->sv_coef[k], fitted->sv_coef[k] + count);
  }
  offsets_.assign(fitted->rho, fitted->rho + pairs());
  if (fitted->probA == nullptr) return;
  slopes_.assign(fitted->probA, fitted->probA + pairs());
  shifts_.assign(fitted->probB, fitted->probB + pairs());
}

RbfSvm::RbfSvm(const ClassifierRecord& record) {
  JsonReader parameters(record.header.at("classifier"), record.source(), "classifier");
  gamma_ = parameters.number("gamma", 0, 1e300);
  const auto shape = record.shape("support_vectors", 2);
  vectors_ = {shape[0], shape[1], record.floats("support_vectors", shape)};
  const auto class_count = record.shape("support_counts", 1);
  counts_ = record.indices("support_counts", class_count);
  const std::uint64_t sum = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  if (counts_.size() < 2 || counts_.size() > most_rows || sum != vectors_.rows ||
      vectors_.columns == 0 || vectors_.rows > most_rows) {
    record.fail(
        fmt::format("array \"support_counts\": expected counts of 2 classes or more that "
                    "sum to {} support vectors, found {} that sum to {}",
                    vectors_.rows, counts_.size(), sum));
  }
  coefficients_ = record.doubles("coefficients", {counts_.size() - 1, vectors_.rows});
  offsets_ = record.doubles("offsets", {pairs()});
  if (!record.has("platt_slopes")) return;
  slopes_ = record.doubles("platt_slopes", {pairs()});
  shifts_ = record.doubles("platt_shifts", {pairs()});
}

void RbfSvm::write(ClassifierRecord& record) const {
  record.header["classifier"]["gamma"] = gamma_;
  record.add("support_vectors", {vectors_.rows, vectors_.columns}, vectors_.values);
  record.add("support_counts", {counts_.size()}, counts_);
  record.add("coefficients", {counts_.size() - 1, vectors_.rows}, coefficients_);
  record.add("offsets", {pairs()}, offsets_);
  if (slopes_.empty()) return;
  record.add("platt_slopes", {pairs()}, slopes_);
  record.add("platt_shifts", {pairs()}, shifts_);
}

/// The classifier as LIBSVM's own functions read it. They do not change what it points to.
struct RbfSvm::View {
  svm_model model{};
  std::vector<int> labels;
  std::vector<int> counts;
  std::vector<svm_node> numbers;
  std::vector<svm_node*> vectors;
  std::vector<double*> coefficients;

  /// The kernel of a row with each support vector, at the vector's number.
  [[nodiscard]] static std::vector<svm_node> nodes(const RbfSvm& svm, std::span<const float> row) {
    std::vector<svm_node> result(svm.vectors_.rows + 1);
    for (std::size_t v = 0; v < svm.vectors_.rows; ++v) {
      const double distance = squared_distance(row, svm.vectors_.row(v));
      result[v + 1] = {static_cast<int>(v + 1), std::exp(-svm.gamma_ * distance)};
    }
    return result;
  }
};

RbfSvm::View RbfSvm::view() const {
  View view;
  view.counts.assign(counts_.begin(), counts_.end());
  view.labels.resize(counts_.size());
  std::iota(view.labels.begin(), view.labels.end(), 0);
  for (std::size_t v = 0; v < vectors_.rows; ++v) {
    view.numbers.push_back({0, static_cast<double>(v + 1)});
  }
  for (svm_node& number : view.numbers) view.vectors.push_back(&number);
  for (std::size_t k = 0; k + 1 < counts_.size(); ++k) {
    view.coefficients.push_back(const_cast<double*>(coefficients_.data()) + k * vectors_.rows);
  }
  view.model.param.svm_type = C_SVC;
  view.model.param.kernel_type = PRECOMPUTED;
  view.model.nr_class = static_cast<int>(counts_.size());
  view.model.l = static_cast<int>(vectors_.rows);
  view.model.SV = view.vectors.data();
  view.model.sv_coef = view.coefficients.data();
  view.model.rho = const_cast<double*>(offsets_.data());
  view.model.label = view.labels.data();
  view.model.nSV = view.counts.data();
  if (!slopes_.empty()) {
    view.model.probA = const_cast<double*>(slopes_.data());
    view.model.probB = const_cast<double*>(shifts_.data());
  }
  return view;
}

std::vector<double> RbfSvm::pair_decisions(std::span<const float> row) const {
  const View model = view();
  const std::vector<svm_node> nodes = View::nodes(*this, row);
  std::vector<double> decisions(pairs());
  svm_backend().decide(model.model, nodes.data(), decisions.data());
  return decisions;
}

ClassPredictions RbfSvm::predict(const FeatureMatrix& samples, int threads) const {
  const View model = view();
  const SvmBackend& backend = svm_backend();
  return predict_rows(*this, samples, threads, [&](std::span<const float> row) {
    const std::vector<svm_node> nodes = View::nodes(*this, row);
    std::vector<double> decisions(pairs());
    const double chosen = backend.decide(model.model, nodes.data(), decisions.data());
    RowPrediction answer{static_cast<std::uint32_t>(chosen), std::vector<double>(classes())};
    if (!slopes_.empty()) {
      backend.find_probabilities(model.model, nodes.data(), answer.probabilities.data());
      return answer;
    }
    std::size_t pair = 0;
    for (std::size_t a = 0; a < classes(); ++a) {
      for (std::size_t b = a + 1; b < classes(); ++b, ++pair) {
        answer.probabilities[decisions[pair] > 0 ? a : b] += 1.0 / static_cast<double>(pairs());
      }
    }
    return answer;
  });
}

}  // namespace mien

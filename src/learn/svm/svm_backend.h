#pragma once

#include <libsvm/svm.h>
#include <linear.h>

#include <memory>

// What libmien asks of its SVM module. LIBLINEAR brings BLAS, and only a run that fits an SVM or
// predicts with support vectors shall load it. Therefore it lives in a module of its own together
// with LIBSVM. This header is all that the module and libmien have in common. Nothing here throws
// but std::bad_alloc.

namespace mien {

/// What the libraries fitted. The module frees it.
using LinearModel = std::unique_ptr<::model, void (*)(::model*)>;
using KernelModel = std::unique_ptr<::svm_model, void (*)(::svm_model*)>;

/// The functions of the two libraries, which print nothing.
class SvmBackend {
 public:
  virtual ~SvmBackend() = default;
  /// LIBLINEAR's `train`.
  [[nodiscard]] virtual LinearModel fit_linear(const ::problem& data,
                                               const ::parameter& parameters) const = 0;
  /// LIBSVM's `svm_train`.
  [[nodiscard]] virtual KernelModel fit_kernel(const ::svm_problem& data,
                                               const ::svm_parameter& parameters) const = 0;
  /// LIBSVM's `svm_predict_values`: a decision for each pair of classes.
  /// @return the label of the class that most pairs choose
  virtual double decide(const ::svm_model& fitted, const ::svm_node* row,
                        double* decisions) const = 0;
  /// LIBSVM's `svm_predict_probability`: a probability for each class.
  virtual void find_probabilities(const ::svm_model& fitted, const ::svm_node* row,
                                  double* probabilities) const = 0;
};

/// The name of the function `const SvmBackend*()` that the module exports. The number goes up with
/// each change of this header, so that a module of another build is refused.
inline constexpr const char* svm_backend_symbol = "mien_svm_backend_1";

/// The backend; loads the module at the first call.
/// @throws Error (ErrorCode::setup) if it cannot be loaded
[[nodiscard]] const SvmBackend& svm_backend();

}  // namespace mien

extern "C" const mien::SvmBackend* mien_svm_backend_1();

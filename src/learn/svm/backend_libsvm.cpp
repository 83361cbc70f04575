// The SVM module: all that calls LIBLINEAR and LIBSVM.
#include "learn/svm/svm_backend.h"

namespace mien {

namespace {

class LibsvmBackend final : public SvmBackend {
 public:
  // Both print through a pointer of the whole process, which is set before anyone fits.
  LibsvmBackend() {
    ::set_print_string_function([](const char*) {});
    ::svm_set_print_string_function([](const char*) {});
  }

  [[nodiscard]] LinearModel fit_linear(const ::problem& data,
                                       const ::parameter& parameters) const override {
    return {::train(&data, &parameters),
            [](::model* fitted) { ::free_and_destroy_model(&fitted); }};
  }

  [[nodiscard]] KernelModel fit_kernel(const ::svm_problem& data,
                                       const ::svm_parameter& parameters) const override {
    return {::svm_train(&data, &parameters),
            [](::svm_model* fitted) { ::svm_free_and_destroy_model(&fitted); }};
  }

  double decide(const ::svm_model& fitted, const ::svm_node* row,
                double* decisions) const override {
    return ::svm_predict_values(&fitted, row, decisions);
  }

  void find_probabilities(const ::svm_model& fitted, const ::svm_node* row,
                          double* probabilities) const override {
    ::svm_predict_probability(&fitted, row, probabilities);
  }
};

}  // namespace

}  // namespace mien

extern "C" const mien::SvmBackend* mien_svm_backend_1() {
  static const mien::LibsvmBackend backend;
  return &backend;
}

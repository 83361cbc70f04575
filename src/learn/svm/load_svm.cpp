#include "core/load_module.h"
#include "learn/svm/svm_backend.h"

namespace mien {

namespace {

#ifndef MIEN_SVM_BUILT_IN

const SvmBackend* load_svm_module() {
  void* const entrance =
      load_symbol(MIEN_SVM_MODULE, svm_backend_symbol, "fit SVMs and predict with support vectors");
  return reinterpret_cast<decltype(&mien_svm_backend_1)>(entrance)();
}

#else

const SvmBackend* load_svm_module() { return mien_svm_backend_1(); }

#endif

}  // namespace

const SvmBackend& svm_backend() {
  static const SvmBackend* const backend = load_svm_module();
  return *backend;
}

}  // namespace mien

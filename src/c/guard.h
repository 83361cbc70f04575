#pragma once

#include <string>
#include <utility>

#include "mien/c/mien.h"
#include "mien/core/error.h"

struct mien_error {  // NOLINT(readability-identifier-naming): its name in C
  mien_code code = MIEN_INTERNAL;
  std::string message;
};

namespace mien::c {

/// The code of C for one of C++.
[[nodiscard]] mien_code code_of(ErrorCode code);

/// Turns the exception that is being handled into an error object, as far as `error` is not null.
[[nodiscard]] mien_code report_exception(mien_error** error) noexcept;

/// Runs the body of a function of C: no exception leaves it.
template <typename Body>
mien_code guarded(mien_error** error, const Body& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    body();
    return MIEN_OK;
  } catch (...) {
    return report_exception(error);
  }
}

/// An accessor that makes what it returns: null where memory is short.
template <typename Body>
auto null_on_failure(const Body& body) noexcept -> decltype(body()) {
  try {
    return body();
  } catch (...) {
    return nullptr;
  }
}

/// The pointer that a caller passed.
/// @throws Error (ErrorCode::usage) if it is null
template <typename Type>
Type& required(Type* pointer, const char* name) {
  if (pointer == nullptr) {
    throw Error(ErrorCode::usage, std::string(name) + ": expected a pointer, found NULL");
  }
  return *pointer;
}

/// The place for an output, which is null until the function has done its work.
template <typename Handle>
Handle*& output(Handle** place, const char* name) {
  Handle*& result = required(place, name);
  result = nullptr;
  return result;
}

}  // namespace mien::c

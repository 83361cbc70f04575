#include <exception>
#include <new>

#include "c/guard.h"

namespace mien::c {

namespace {

/// What is left to say when there is no memory for an error object: nobody writes to it, and its
/// text is short enough to need no memory.
mien_error& out_of_memory() {
  static mien_error error{MIEN_MEMORY, "out of memory"};
  return error;
}

mien_code keep(mien_error** error, mien_code code, const char* message) noexcept {
  if (error == nullptr) return code;
  try {
    *error = new mien_error{code, message};
    return code;
  } catch (...) {
    *error = &out_of_memory();
    return MIEN_MEMORY;
  }
}

}  // namespace

mien_code code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return MIEN_USAGE;
    case ErrorCode::input:
      return MIEN_INPUT;
    case ErrorCode::output:
      return MIEN_OUTPUT;
    case ErrorCode::model:
      return MIEN_MODEL;
    case ErrorCode::setup:
      return MIEN_SETUP;
    case ErrorCode::cancelled:
      return MIEN_CANCELLED;
  }
  return MIEN_INTERNAL;
}

mien_code report_exception(mien_error** error) noexcept {
  try {
    throw;
  } catch (const Error& problem) {
    return keep(error, code_of(problem.code()), problem.what());
  } catch (const std::bad_alloc&) {
    return keep(error, MIEN_MEMORY, "not enough memory");
  } catch (const std::exception& problem) {
    return keep(error, MIEN_INTERNAL, problem.what());
  } catch (...) {
    return keep(error, MIEN_INTERNAL, "unknown error");
  }
}

}  // namespace mien::c

mien_code mien_error_code(const mien_error* error) {
  return error == nullptr ? MIEN_OK : error->code;
}

const char* mien_error_message(const mien_error* error) {
  return error == nullptr ? "" : error->message.c_str();
}

void mien_error_free(mien_error* error) {
  if (error != &mien::c::out_of_memory()) delete error;
}

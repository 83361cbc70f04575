#include "mien/core/error.h"

namespace mien {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return "usage";
    case ErrorCode::input:
      return "input";
    case ErrorCode::output:
      return "output";
    case ErrorCode::model:
      return "model";
    case ErrorCode::setup:
      return "setup";
    case ErrorCode::cancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace mien

#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "mien/core/error.h"

namespace mien {

/// Expects an error of a model file whose message contains all `parts`.
inline void expect_model_error(const std::function<void()>& act,
                               const std::vector<std::string>& parts) {
  try {
    act();
    ADD_FAILURE() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    for (const std::string& part : parts) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "no \"" << part << "\" in: " << error.what();
    }
  }
}

}  // namespace mien

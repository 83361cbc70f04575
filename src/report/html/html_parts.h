#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mien/core/face.h"
#include "mien/core/labels.h"
#include "mien/core/left_out.h"

namespace mien {

// Parts that pages and cards share.

/// The page up to its first section: head, style and title; plain texts.
[[nodiscard]] std::string html_page_head(std::string_view title, std::string_view hint);

/// What was left out, as a paragraph; nothing if that is nothing.
[[nodiscard]] std::string html_left_out(const LeftOut& left_out);

/// A JPEG or PNG as the value of src.
[[nodiscard]] std::string data_url(std::span<const std::byte> picture);

/// A bar for each probability, in the order of `labels`.
/// @param coloured in the colours of expressions
[[nodiscard]] std::string html_bars(const Classification& answer,
                                    std::span<const std::string_view> labels, bool coloured);

/// "31 years, female, asian" as far as it is known; plain text.
[[nodiscard]] std::string person_title(const std::optional<float>& age,
                                       const std::optional<Classification>& gender,
                                       const std::optional<Classification>& ethnicity);

/// A point on the circumplex with its numbers.
[[nodiscard]] std::string html_affect(const Affect& affect);

/// Bars with their headings.
[[nodiscard]] std::string gender_and_ethnicity(const std::optional<Classification>& gender,
                                               const std::optional<Classification>& ethnicity);

}  // namespace mien

#pragma once

#include <span>
#include <string>
#include <vector>

#include "mien/nn/metadata.h"

namespace mien {

/// How frequent the classes of a head are taken to be. A head that stores frequencies (`prior` of
/// its metadata) answers by itself as if all classes were equally frequent. Other heads answer as
/// their training data had it, whatever is asked.
enum class Prior {
  none,     ///< the answers as the network gives them
  natural,  ///< those of a head that stores frequencies, times these
  uniform,  ///< those of a head that stores frequencies, as the network gives them
};

/// Probabilities of classes that are equally frequent, times the frequencies, divided by the sum.
/// @param prior of the same length; empty: the probabilities stay
[[nodiscard]] std::vector<float> with_prior(std::vector<float> probabilities,
                                            std::span<const float> prior);

/// The head as it is to be used: it keeps its stored frequencies only if they are to count.
[[nodiscard]] HeadSpec head_for(HeadSpec head, Prior prior);

/// Checks that a prior can be asked for: some head of the models stores frequencies.
/// @throws Error (ErrorCode::usage) that names the models if none does
void check_prior(Prior prior, std::span<const ModelMetadata> models);

/// Which prior the answers of a head are with: "natural", "uniform", or "own" for a head that
/// stores none.
[[nodiscard]] std::string prior_name(const HeadSpec& head, Prior prior);

}  // namespace mien

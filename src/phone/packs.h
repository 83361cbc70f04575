#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "executor/pack_file.h"
#include "mien/models/model_store.h"

namespace mien::phone {

/// A pack with the name of its network.
struct NamedPack {
  std::string name;
  std::vector<std::byte> bytes;
};

/// How the weights of the networks that read faces are kept: with these the page has less than 12
/// MB, and probabilities are off by less than 0.02.
inline constexpr executor::PackOptions small_packs{.rounded_from = 20'000,
                                                   .rounding = {.bits = 10, .group = 64}};

/// The packs of the page: the default detector, the default models and the one that tells people
/// apart. The weights of RFB are as they were, those of ONet have 16 bits.
/// @param faces how those of the others are kept
/// @throws Error (ErrorCode::model) if a model is not in the store, or no pack can be made of it
[[nodiscard]] std::vector<NamedPack> make_packs(const ModelStore& store,
                                                const executor::PackOptions& faces = small_packs);

}  // namespace mien::phone

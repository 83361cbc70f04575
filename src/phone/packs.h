#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "mien/models/model_store.h"

namespace mien::phone {

/// A pack with the name of its network.
struct NamedPack {
  std::string name;
  std::vector<std::byte> bytes;
};

/// How the weights of the networks that read faces are kept.
enum class PackSize {
  small,  ///< in 8 or 9 bits: the page has less than 12 MB, probabilities are off by less than 0.02
  halves,  ///< as 16-bit floats
};

/// The packs of the page: the default detector, the default models and the one that tells people
/// apart. The weights of RFB are as they were, those of ONet have 16 bits.
/// @throws Error (ErrorCode::model) if a model is not in the store, or no pack can be made of it
[[nodiscard]] std::vector<NamedPack> make_packs(const ModelStore& store,
                                                PackSize size = PackSize::small);

}  // namespace mien::phone

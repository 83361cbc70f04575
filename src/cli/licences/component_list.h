#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mien::cli {

/// Something of others that is in mien, or that it uses.
struct Component {
  std::string name{};
  std::string version{};  ///< that of the package of this build; empty if nobody knows
  std::string part{};     ///< what uses it: "mien", "mien-train" or "the Python package"
  std::string use{};      ///< "linked", "compiled in" or "bundled"
  std::string licence{};  ///< an SPDX expression
  std::string copyright{};
  std::string homepage{};
  std::string purpose{};
  std::string package{};      ///< Debian's name; empty if it is not from there
  std::string npm{};          ///< npm's name; empty if it is not from there
  std::string npm_version{};  ///< of that package, whose own version may be another
};

/// Reads a list of components, in its order.
/// @throws Error (ErrorCode::setup) if it is not such a list
[[nodiscard]] std::vector<Component> read_components(std::string_view json);

/// The components of this build (packaging/components.json, with versions).
[[nodiscard]] std::vector<Component> own_components();

}  // namespace mien::cli

#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mien::bench {

/// Calls `use` with the name and the bytes of each regular file of a tar archive, in its order.
/// @throws std::runtime_error if the archive cannot be read
void for_each_file(const std::filesystem::path& tar,
                   const std::function<void(const std::string&, std::vector<std::byte>)>& use);

}  // namespace mien::bench

#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mien::bench {

/// The labels of one picture: the fields of its line in labels.csv, by the names in the first line.
using Labels = std::map<std::string, std::string>;

/// Calls `use` with each picture of a tar archive that its labels.csv names: path, file and labels,
/// in the order of the archive.
/// @throws std::runtime_error if the archive cannot be read, or labels.csv has no column "path" or
/// one of `columns`
void for_each_labelled_picture(
    const std::filesystem::path& tar, const std::vector<std::string>& columns,
    const std::function<void(const std::string& path, const std::vector<std::byte>& file,
                             const Labels& labels)>& use);

}  // namespace mien::bench

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mien::paper {

/// All that `mien reproduce` was asked, as it stands on the command line.
struct ReproduceRequest {
  std::string paper = "savchenko-2021";  ///< or "emotion-gcn"
  std::vector<std::string> tables;  ///< of Savchenko 2021: "1" to "7" and "fairness"; empty: all
  std::filesystem::path data;       ///< folder of the tars that `data_files` names
  std::filesystem::path lfw;
  std::filesystem::path utkface;
  std::filesystem::path affectnet;
  std::filesystem::path afew;
  std::filesystem::path vgaf;
  std::filesystem::path
      runs;  ///< folder of runs: of recipes/table-2-*.toml or of scripts/compare-emotion-gcn
  std::filesystem::path bench;  ///< of mien bench networks --json
  bool train = false;           ///< the runs that are not there yet
  std::filesystem::path recipes = "recipes";
  std::vector<std::string> features = {"mobilenet-v1-emotion"};  ///< of clips, and on AffectNet
  int rounds = 20;                                               ///< of Table 3
  std::filesystem::path output = "reproduction";
  bool force = false;
  std::uint64_t seed = 0;
  int threads = 1;
  bool quiet = false;
};

}  // namespace mien::paper

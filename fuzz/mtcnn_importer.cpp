// Any bytes as the weights of face-api's MTCNN, for each of its three networks.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "mien/core/error.h"
#include "models/importers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  mien::models::SourceFiles files;
  files["input"].assign(bytes.begin(), bytes.end());
  for (const std::string importer : {"mtcnn-pnet", "mtcnn-rnet", "mtcnn-onet"}) {
    try {
      for (const std::string& file : mien::models::further_files(importer, bytes, "input")) {
        files[file].assign(bytes.begin(), bytes.end());
      }
      (void)mien::models::import_model(
          {.importer = importer, .name = "input", .main_file = "input", .files = files});
    } catch (const mien::Error&) {
      continue;
    }
  }
  return 0;
}

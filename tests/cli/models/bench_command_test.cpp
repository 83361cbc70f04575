#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/run_program.h"
#include "paper/speed/bench_report.h"

namespace mien::cli {
namespace {

using Json = nlohmann::json;
using testing::ContainsRegex;
using testing::HasSubstr;

TEST(BenchCommand, MeasuresTwoNetworks) {
  const TemporaryFolder folder;
  const std::string json_file = (folder.path() / "table.json").string();
  const std::string csv_file = (folder.path() / "table.csv").string();
  const ProgramResult run =
      run_program({"bench", "networks", "--networks", "mobilenet-v1,resnet18", "--rounds", "2",
                   "--threads", "2", "--json", json_file, "--csv", csv_file});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, ContainsRegex("mobilenet-v1 +224 +3.22 +3.2 +568 +12\\.[0-9] "));
  EXPECT_THAT(run.output, ContainsRegex("40\\.6 +0\\.69\n"));
  EXPECT_THAT(run.output, HasSubstr("medians of 6 passes in 2 rounds"));

  const Json json = Json::parse(read_text(json_file));
  ASSERT_EQ(json["networks"].size(), 2U);
  const Json& mobilenet = json["networks"][0];
  const Json& resnet = json["networks"][1];
  EXPECT_EQ(mobilenet["parameters"], 3215176);
  EXPECT_EQ(resnet["single_thread_ms"]["ratio_to_resnet18"], 1);
  EXPECT_GT(mobilenet["single_thread_ms"]["median"], 0);
  EXPECT_GE(mobilenet["threads_ms"]["median"], mobilenet["threads_ms"]["lowest"]);
  // Weights of 12.9 and 44.7 MB have to be somewhere.
  EXPECT_GT(json["program_peak_bytes"], 1'000'000);
  EXPECT_GT(mobilenet["peak_bytes"].get<double>(), json["program_peak_bytes"].get<double>() + 12e6);
  EXPECT_GT(resnet["peak_bytes"].get<double>(), mobilenet["peak_bytes"].get<double>() + 20e6);
  EXPECT_NEAR(resnet["file_bytes"].get<double>(), 11'180'616 * 4, 2e5);

  const std::string csv = read_text(csv_file);
  EXPECT_THAT(csv, ContainsRegex("mobilenet-v1,224,3215176,3.2,567[0-9]+,"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
}

TEST(BenchCommand, LeavesOutWhatWasNotMeasured) {
  paper::NetworksBench bench;
  bench.options.threads = 1;
  bench.networks.push_back({.architecture = train::architectures().front(),
                            .parameters = 1,
                            .multiply_adds = 2,
                            .file_bytes = 3,
                            .peak_bytes = 4,
                            .single = {5, 4},
                            .several = {}});
  EXPECT_THAT(paper::bench_csv(bench),
              HasSubstr("mobilenet-v1,224,1,3.2,2,3,4,1,5.000,4.000,,,,,40.6,"));
  EXPECT_THAT(paper::bench_text(bench), Not(HasSubstr("1 threads")));
  const Json network = Json::parse(paper::bench_json(bench))["networks"][0];
  EXPECT_TRUE(network["single_thread_ms"]["ratio_to_resnet18"].is_null());
  EXPECT_FALSE(network.contains("threads_ms"));
}

TEST(BenchCommand, SaysWhatItExpects) {
  const ProgramResult unknown = run_program({"bench", "networks", "--networks", "resnet19"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.errors, HasSubstr("expected one of mobilenet-v1"));
  EXPECT_EQ(run_program({"bench", "networks", "--rounds", "0"}).exit_code, 2);
  EXPECT_EQ(run_program({"bench"}).exit_code, 0);  // the help
  EXPECT_EQ(run_program({"bench", "networks", "--csv", "-", "--json", "-"}).exit_code, 2);
  EXPECT_THAT(run_program({"bench", "networks", "--help"}).output, HasSubstr("Examples:"));
}

}  // namespace
}  // namespace mien::cli

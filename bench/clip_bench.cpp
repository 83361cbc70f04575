// Whole runs over a clip: frames a second by threads and by how often the detector runs, and peak
// memory of one and of thirty minutes of the same clip.
//
//   mien_bench_clip MIEN CLIP [--memory]

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "figures.h"
#include "mien/media/frame_source.h"
#include "mien/media/video_writer.h"
#include "run_once.h"

namespace {

namespace fs = std::filesystem;

/// The frames that a run of `mien analyze` on the clip reads.
std::int64_t count_frames(const std::string& clip) {
  const auto source = mien::open_frames(clip);
  std::int64_t count = 0;
  while (source->next()) ++count;
  return count;
}

/// Writes the clip again and again until `minutes` are full.
void write_loop(const std::string& clip, double minutes, const fs::path& path) {
  const mien::ClipInfo info = mien::open_frames(clip)->info();
  mien::VideoWriter writer(path, info.size, {.frame_rate = info.frame_rate});
  if (!(info.duration > 0)) throw std::runtime_error(clip + ": expected a clip with a duration");
  const auto turns = static_cast<int>(std::ceil(60 * minutes / info.duration));
  for (int turn = 0; turn < turns; ++turn) {
    const double start = turn * info.duration;
    const auto source = mien::open_frames(clip);
    while (std::optional<mien::Frame> frame = source->next()) {
      if (start + frame->seconds >= 60 * minutes) break;
      writer.write(frame->picture, start + frame->seconds);
    }
  }
  writer.finish();
}

void measure_speed(const std::string& program, const std::string& clip) {
  const auto frames = static_cast<double>(count_frames(clip));
  fmt::print("{:<28}{:>9}{:>12}\n", "whole run", "threads", "frames/s");
  for (const std::vector<std::string>& options : {std::vector<std::string>{"--detect-every", "1"},
                                                  {"--detect-every", "5"},
                                                  {"--detect-every", "10"},
                                                  {"--adaptive"}}) {
    for (const std::string threads : {"1", "2"}) {
      std::vector<std::string> command = {program,   "analyze",   clip,
                                          "--quiet", "--threads", threads};
      command.insert(command.end(), options.begin(), options.end());
      const Usage usage = run_once(command);
      const std::string name = fmt::format("{}", fmt::join(options, " "));
      const double rate = 1000 * frames / usage.milliseconds;
      fmt::print("{:<28}{:>9}{:>12.1f}\n", name, threads, rate);
      mien::bench::record_figure(fmt::format("clip {}, {} threads", name, threads), rate,
                                 "frames/s");
      std::fflush(stdout);
    }
  }
}

void measure_memory(const std::string& program, const std::string& clip) {
  const fs::path folder = fs::temp_directory_path() / fmt::format("mien-clip-bench-{}", ::getpid());
  fs::create_directories(folder);
  double first = 0;
  for (const double minutes : {1.0, 30.0}) {
    const fs::path path = folder / "loop.mp4";
    write_loop(clip, minutes, path);
    const Usage usage =
        run_once({program, "analyze", path.string(), "--quiet", "--detect-every", "10", "--jsonl",
                  (folder / "rows.jsonl").string(), "--annotate", (folder / "marked.mp4").string(),
                  "--timeline", (folder / "people.svg").string()});
    if (first == 0) first = usage.megabytes;
    fmt::print("{:>4.0f} min: peak memory {:.1f} MB ({:+.1f} %), {:.0f} s\n", minutes,
               usage.megabytes, 100 * (usage.megabytes / first - 1), usage.milliseconds / 1000);
    mien::bench::record_figure(fmt::format("clip of {:.0f} minutes, peak memory", minutes),
                               usage.megabytes, "MB");
    std::fflush(stdout);
  }
  fs::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool memory = arguments.size() == 3 && arguments[2] == "--memory";
  if (arguments.size() != 2 && !memory) {
    std::cerr << "usage: mien_bench_clip MIEN CLIP [--memory]\n";
    return 2;
  }
  try {
    if (memory) {
      measure_memory(arguments[0], arguments[1]);
    } else {
      measure_speed(arguments[0], arguments[1]);
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}

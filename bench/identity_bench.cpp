// Time and memory of galleries, and how many neighbours the graph finds.
//
//     mien_bench_identity [ENTRIES [NUMBERS]]
//
// The entries are faces of drawn people, ten of each, on average as far apart as those of the
// paper's MobileNet. The queries are further faces of these people.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "core/random.h"
#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"
#include "mien/identity/search.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Resident memory of this process, MB.
double resident() {
  std::ifstream file("/proc/self/statm");
  double size = 0;
  double pages = 0;
  file >> size >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

constexpr std::size_t faces_of_a_person = 10;

/// Like features after a ReLU and pooling: not negative, so that all people are somewhat alike.
std::vector<float> face(std::size_t person, std::size_t number, std::size_t numbers) {
  mien::Random of_person({1, person});
  mien::Random of_face({2, person, number});
  std::vector<float> feature(numbers);
  for (float& value : feature) {
    const double mean = of_person.normal();
    value = static_cast<float>(std::max(0.0, 0.6 + mean + 0.8 * of_face.normal()));
  }
  return feature;
}

void measure(const mien::Gallery& gallery, const std::vector<float>& queries, std::size_t count) {
  const double mb = static_cast<double>(gallery.size() * gallery.dimension() * 2) / 1e6;
  const mien::GallerySearch exact(gallery, {.method = mien::SearchMethod::exact});
  const auto one_query = std::span(queries).first(gallery.dimension());
  std::vector<double> single;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    (void)exact.nearest(one_query, 10);
    single.push_back(1e3 * seconds_since(start));
  }
  std::ranges::sort(single);
  auto start = Clock::now();
  const auto expected = exact.nearest(queries, 10);
  const double batched = 1e3 * seconds_since(start) / static_cast<double>(count);
  fmt::print(
      "{} entries of {} numbers ({:.0f} MB): exact: one query {:.2f} ms, of {} together "
      "{:.3f} ms each (1 thread)\n",
      gallery.size(), gallery.dimension(), mb, single[2], count, batched);

  const double before = resident();
  start = Clock::now();
  const mien::GallerySearch graph(gallery, {.method = mien::SearchMethod::approximate});
  const double build = seconds_since(start);
  const double memory = resident() - before;
  start = Clock::now();
  const auto neighbours = graph.nearest(queries, 10);
  const double query = 1e3 * seconds_since(start) / static_cast<double>(count);
  std::size_t first = 0;
  std::size_t ten = 0;
  for (std::size_t q = 0; q < count; ++q) {
    first += neighbours[q].front() == expected[q].front() ? 1 : 0;
    for (const mien::GalleryMatch& match : neighbours[q])
      ten += std::ranges::count(expected[q], match);
  }
  const auto share = [&](std::size_t hits, std::size_t of) {
    return 100 * static_cast<double>(hits) / static_cast<double>(of);
  };
  fmt::print(
      "  graph: built in {:.1f} s by 1 thread, {:.0f} MB beside the features; {:.3f} ms a "
      "query (1 thread); finds {:.1f} % of the nearest and {:.1f} % of the nearest 10; {}\n",
      build, memory, query, share(first, count), share(ten, 10 * count),
      query < batched ? fmt::format("pays from {:.0f} queries on", 1e3 * build / (batched - query))
                      : "never pays");
  std::fflush(stdout);
}

void run(std::size_t entries, std::size_t numbers) {
  const double before = resident();
  mien::Gallery gallery("drawn", numbers);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t person = i / faces_of_a_person;
    gallery.add({"person " + std::to_string(person), std::to_string(i)},
                face(person, i % faces_of_a_person, numbers));
  }
  fmt::print("memory of the gallery {:.0f} MB\n", resident() - before);
  const std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("mien-bench-{}", ::getpid())).string();
  auto start = Clock::now();
  mien::write_gallery(gallery, path);
  const double write = seconds_since(start);
  start = Clock::now();
  const std::size_t read = mien::read_gallery(path).gallery.size();
  fmt::print("file {:.0f} MB: written in {:.2f} s, read in {:.2f} s ({} entries)\n",
             static_cast<double>(std::filesystem::file_size(path)) / 1e6, write,
             seconds_since(start), read);
  std::filesystem::remove(path);
  constexpr std::size_t count = 256;
  std::vector<float> queries;
  const std::size_t people = std::max<std::size_t>(entries / faces_of_a_person, 1);
  for (std::size_t q = 0; q < count; ++q) {
    const std::vector<float> feature = face(q * 37 % people, 1000 + q, numbers);
    queries.insert(queries.end(), feature.begin(), feature.end());
  }
  measure(gallery, queries, count);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::size_t numbers = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1024;
    if (argc > 1) {
      run(std::strtoull(argv[1], nullptr, 10), numbers);
      return 0;
    }
    for (const std::size_t entries : {1'000, 10'000, 100'000}) run(entries, numbers);
    return 0;
  } catch (const mien::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}

#include "corpus/run/part.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/json_reader.h"
#include "core/output_file.h"
#include "core/regular_file.h"
#include "corpus/run/part_rows.h"
#include "corpus/run/scan.h"
#include "dataset/csv_parser.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail_to(std::string_view what, const fs::path& path) {
  throw Error(ErrorCode::output,
              fmt::format("{}: cannot {}: {}", path.string(), what, std::strerror(errno)));
}

void flush_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail_to("open this folder", folder);
  const int failure = ::fsync(descriptor);
  ::close(descriptor);
  if (failure != 0) fail_to("write", folder);
}

/// Adds the row of an input to the counts, and returns its faces.
std::uint64_t faces_of_input(std::string_view record, const std::string& source, PartFacts& facts) {
  const auto row = dataset::CsvParser(record, source).next();
  constexpr std::size_t faces_at = 6;
  if (!row || row->fields.size() != faces_at + 2) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected a row of 8 fields, found another", source));
  }
  const std::uint64_t faces = record_number(row->fields[faces_at] + ",", source);
  ++facts.inputs;
  facts.faces += faces;
  if (!row->fields.back().empty()) ++facts.errors;
  return faces;
}

}  // namespace

PartWriter::PartWriter(const RunFolder& run, const Plan& plan, std::size_t shard,
                       const JournalState& state, Journal& journal)
    : run_(run),
      plan_id_(plan.id),
      identity_(plan.identity),
      shard_(shard),
      first_(plan.shards.at(shard).range.first),
      count_(plan.shards.at(shard).range.count),
      folder_(run.partial(shard)) {
  faces_.path = folder_ / faces_file;
  inputs_.path = folder_ / inputs_file;
  std::error_code ignored;
  // What another machine or one that was started anew wrote may not all be on the disk.
  const bool goes_on = state.last && state.machine == this_machine() &&
                       state.last->input >= first_ && state.last->input < first_ + count_ &&
                       fs::file_size(faces_.path, ignored) >= state.last->face_bytes && !ignored &&
                       fs::file_size(inputs_.path, ignored) >= state.last->input_bytes && !ignored;
  if (goes_on) {
    done_ = state.last->input - first_;
  } else {
    fs::remove_all(folder_, ignored);
    if (!fs::create_directories(folder_, ignored) || ignored) {
      fail_to("make this folder", folder_);
    }
    journal.begin_part();
  }
  open_rows(faces_, goes_on ? state.last->face_bytes : 0);
  open_rows(inputs_, goes_on ? state.last->input_bytes : 0);
}

PartWriter::~PartWriter() {
  for (const Rows* rows : {&faces_, &inputs_}) {
    if (rows->descriptor >= 0) ::close(rows->descriptor);
  }
}

void PartWriter::open_rows(Rows& rows, std::uint64_t keep) const {
  rows.descriptor = ::open(rows.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, 0666);
  if (rows.descriptor < 0) fail_to("write", rows.path);
  if (::ftruncate(rows.descriptor, static_cast<off_t>(keep)) != 0) fail_to("write", rows.path);
  rows.size = keep;
}

void PartWriter::append(Rows& rows, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(rows.descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail_to("write", rows.path);
    written += static_cast<std::size_t>(count);
  }
  rows.size += text.size();
}

Checkpoint PartWriter::checkpoint() const { return {first_ + done_, faces_.size, inputs_.size}; }

void PartWriter::write(const ImageResult& result, const InputFacts& facts) {
  append(faces_, part_face_rows(result, facts.number, identity_));
  append(inputs_, part_input_row(result, facts));
  ++done_;
}

bool PartWriter::publish() {
  for (const Rows* rows : {&faces_, &inputs_}) {
    if (::fsync(rows->descriptor) != 0) fail_to("write", rows->path);
  }
  PartFacts facts{.plan = plan_id_, .shard = shard_};
  const ScannedRecords faces = scan_records(faces_.path, [](std::string_view) {});
  std::uint64_t expected_rows = 0;
  const ScannedRecords inputs = scan_records(inputs_.path, [&](std::string_view record) {
    const std::uint64_t found = faces_of_input(record, inputs_.path.string(), facts);
    expected_rows += std::max<std::uint64_t>(found, 1);
  });
  if (facts.inputs != count_ || expected_rows != faces.records) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected {} inputs and {} rows of faces, found {} and {}",
                            folder_.string(), count_, expected_rows, facts.inputs, faces.records));
  }
  facts.rows = faces.records;
  const nlohmann::ordered_json json = {{"format", "mien corpus part 1"},
                                       {"plan", facts.plan},
                                       {"shard", facts.shard},
                                       {"inputs", facts.inputs},
                                       {"rows", facts.rows},
                                       {"faces", facts.faces},
                                       {"errors", facts.errors},
                                       {"face_bytes", faces_.size},
                                       {"face_sha256", faces.sha256},
                                       {"input_bytes", inputs_.size},
                                       {"input_sha256", inputs.sha256}};
  write_file(folder_ / facts_file, json.dump(1) + "\n", {.durable = true});
  flush_folder(folder_);
  // A folder with files in it is never replaced by this.
  if (::rename(folder_.c_str(), run_.part(shard_).c_str()) != 0) {
    if (errno != EEXIST && errno != ENOTEMPTY) fail_to("put in its place", folder_);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    return false;
  }
  flush_folder(run_.parts());
  return true;
}

PartFacts read_part_facts(const RunFolder& run, const Plan& plan, std::size_t shard) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  constexpr std::size_t longest = 1 << 16;
  const fs::path path = run.part(shard) / facts_file;
  const std::string text =
      read_regular_text(path, longest, "the facts of a part", ErrorCode::input);
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a JSON object, found none", path.string()));
  }
  JsonReader reader(json, path.string(), "", ErrorCode::input);
  const auto count = [&](std::string_view key) {
    return static_cast<std::uint64_t>(reader.integer(key, 0, most));
  };
  if (const std::string format = reader.text("format"); format != "mien corpus part 1") {
    reader.fail("format", "mien corpus part 1", format);
  }
  PartFacts facts;
  facts.plan = reader.text("plan");
  facts.shard = count("shard");
  facts.inputs = count("inputs");
  facts.rows = count("rows");
  facts.faces = count("faces");
  facts.errors = count("errors");
  facts.face_bytes = count("face_bytes");
  facts.face_sha256 = reader.text("face_sha256");
  facts.input_bytes = count("input_bytes");
  facts.input_sha256 = reader.text("input_sha256");
  reader.finish();
  if (facts.plan != plan.id) reader.fail("plan", "that of this run, " + plan.id, facts.plan);
  if (facts.shard != shard) {
    reader.fail("shard", std::to_string(shard), std::to_string(facts.shard));
  }
  const std::uint64_t planned = plan.shards.at(shard).range.count;
  if (facts.inputs != planned) {
    reader.fail("inputs", std::to_string(planned), std::to_string(facts.inputs));
  }
  return facts;
}

bool part_exists(const RunFolder& run, std::size_t shard) {
  std::error_code ignored;
  return fs::exists(run.part(shard) / facts_file, ignored);
}

}  // namespace mien::corpus

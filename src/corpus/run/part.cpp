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
#include <vector>

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

[[noreturn]] void fail_to(std::string_view action, const fs::path& path) {
  throw Error(ErrorCode::output,
              fmt::format("{}: cannot {}: {}", path.string(), action, std::strerror(errno)));
}

void flush_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail_to("open this folder", folder);
  const int failure = ::fsync(descriptor);
  ::close(descriptor);
  if (failure != 0) fail_to("write", folder);
}

/// What the rows of the inputs say of all files.
struct Expected {
  RowCounts counts;
  OfPartFiles<std::uint64_t> rows;
};

/// The place of a column in `input_columns`.
consteval std::size_t input_column(std::string_view name) {
  std::string_view names = input_columns;
  for (std::size_t place = 0;; ++place) {
    const std::size_t end = names.find(',');
    if (names.substr(0, end) == name) return place;
    if (end == std::string_view::npos) throw "no such column";
    names.remove_prefix(end + 1);
  }
}

void add_input(Expected& sum, std::string_view record, const std::string& source) {
  constexpr std::size_t columns = 1 + std::ranges::count(input_columns, ',');
  const auto row = dataset::CsvParser(record, source).next();
  if (!row || row->fields.size() != columns) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected a row of {} fields, found another", source, columns));
  }
  const std::vector<std::string>& fields = row->fields;
  const auto count = [&](std::size_t column) {
    return record_number(fields[column] + ",", source);
  };
  const bool clip = fields[input_column("kind")] == "clip";
  const bool failed =
      !fields[input_column("error")].empty() || !fields[input_column("damage")].empty();
  const RowCounts counts_of_input{.inputs = 1,
                                  .clips = clip ? 1U : 0U,
                                  .faces = count(input_column("faces")),
                                  .errors = failed ? 1U : 0U,
                                  .tracks = clip ? count(input_column("tracks")) : 0,
                                  .segments = clip ? count(input_column("segments")) : 0};
  sum.counts += counts_of_input;
  ++sum.rows[PartFile::inputs];
  if (!clip) {
    sum.rows[PartFile::faces] += std::max<std::uint64_t>(counts_of_input.faces, 1);
    return;
  }
  const std::uint64_t without_face =
      count(input_column("frames_used")) - count(input_column("frames_with_face"));
  // Behind the frames of a clip that failed there is a row more.
  sum.rows[PartFile::frames] += counts_of_input.faces + without_face + counts_of_input.errors;
  sum.rows[PartFile::tracks] += std::max<std::uint64_t>(counts_of_input.tracks, 1);
  sum.rows[PartFile::segments] += counts_of_input.segments;
}

constexpr const char* part_format = "mien corpus part 2";

nlohmann::ordered_json facts_json(const PartFacts& facts) {
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const PartFile file : part_files) {
    const PartFileFacts& file_facts = facts.files[file];
    files.push_back({{"file", file_name(file)},
                     {"rows", file_facts.rows},
                     {"bytes", file_facts.bytes},
                     {"sha256", file_facts.sha256}});
  }
  return {{"format", part_format},
          {"plan", facts.plan},
          {"shard", facts.shard},
          {"inputs", facts.counts.inputs},
          {"clips", facts.counts.clips},
          {"faces", facts.counts.faces},
          {"errors", facts.counts.errors},
          {"tracks", facts.counts.tracks},
          {"segments", facts.counts.segments},
          {"files", files}};
}

std::uint64_t count_of(JsonReader& reader, std::string_view key) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::uint64_t>(reader.integer(key, 0, most));
}

PartFacts parse_facts(JsonReader reader) {
  if (const std::string format = reader.text("format"); format != part_format) {
    reader.fail("format", part_format, format);
  }
  PartFacts facts;
  facts.plan = reader.text("plan");
  facts.shard = count_of(reader, "shard");
  facts.counts = {.inputs = count_of(reader, "inputs"),
                  .clips = count_of(reader, "clips"),
                  .faces = count_of(reader, "faces"),
                  .errors = count_of(reader, "errors"),
                  .tracks = count_of(reader, "tracks"),
                  .segments = count_of(reader, "segments")};
  std::vector<JsonReader> files = reader.objects("files");
  if (files.size() != part_files.size()) {
    reader.fail("files", fmt::format("{} files", part_files.size()), std::to_string(files.size()));
  }
  for (const PartFile file : part_files) {
    JsonReader& entry = files[static_cast<std::size_t>(file)];
    if (const std::string name = entry.text("file"); name != file_name(file)) {
      entry.fail("file", std::string(file_name(file)), name);
    }
    facts.files[file] = {count_of(entry, "rows"), count_of(entry, "bytes"), entry.text("sha256")};
  }
  reader.finish();
  return facts;
}

}  // namespace

RowCounts& RowCounts::operator+=(const RowCounts& more) {
  inputs += more.inputs;
  clips += more.clips;
  faces += more.faces;
  errors += more.errors;
  tracks += more.tracks;
  segments += more.segments;
  return *this;
}

PartWriter::PartWriter(const RunFolder& run, const Plan& plan, std::size_t shard,
                       const JournalState& state, Journal& journal)
    : run_(run),
      plan_id_(plan.id),
      identity_(plan.identity),
      shard_(shard),
      first_(plan.shards.at(shard).range.first),
      count_(plan.shards.at(shard).range.count),
      folder_(run.partial(shard)) {
  for (const PartFile file : part_files) rows_[file].path = folder_ / file_name(file);
  // What another machine or one that was started anew wrote may not all be on the disk.
  const bool same_machine = state.last && state.machine == this_machine() &&
                            state.last->input >= first_ && state.last->input < first_ + count_;
  const bool goes_on =
      same_machine && std::ranges::all_of(part_files, [&](PartFile file) {
        std::error_code failure;
        return fs::file_size(rows_[file].path, failure) >= state.last->bytes[file] && !failure;
      });
  if (goes_on) {
    done_ = state.last->input - first_;
  } else {
    std::error_code failure;
    fs::remove_all(folder_, failure);
    if (!fs::create_directories(folder_, failure) || failure) {
      fail_to("make this folder", folder_);
    }
    journal.begin_part();
  }
  for (const PartFile file : part_files) {
    open_rows(rows_[file], goes_on ? state.last->bytes[file] : 0);
  }
}

PartWriter::~PartWriter() {
  for (const PartFile file : part_files) {
    if (rows_[file].descriptor >= 0) ::close(rows_[file].descriptor);
  }
}

void PartWriter::open_rows(Rows& rows, std::uint64_t keep) {
  rows.descriptor = ::open(rows.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, 0666);
  if (rows.descriptor < 0) fail_to("write", rows.path);
  if (::ftruncate(rows.descriptor, static_cast<off_t>(keep)) != 0) fail_to("write", rows.path);
  rows.size = keep;
}

void PartWriter::append(PartFile file, const std::string& text) {
  Rows& rows = rows_[file];
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(rows.descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail_to("write", rows.path);
    written += static_cast<std::size_t>(count);
  }
  rows.size += text.size();
}

Checkpoint PartWriter::checkpoint() const {
  Checkpoint point{.input = first_ + done_, .bytes = {}};
  for (const PartFile file : part_files) point.bytes[file] = rows_[file].size;
  return point;
}

void PartWriter::write(const ImageResult& result, const InputFacts& facts) {
  append(PartFile::faces, part_face_rows(result, facts.number, identity_));
  append(PartFile::inputs, part_input_row(result, facts));
  ++done_;
}

void PartWriter::write(const std::string& clip, const FrameFaces& frame) {
  append(PartFile::frames, part_frame_rows(clip, frame, first_ + done_, identity_));
  frames_.add(frame);
}

void PartWriter::write(const ClipAnswer& answer, const InputFacts& facts) {
  append(PartFile::frames, part_frame_end(answer.summary, facts.number));
  append(PartFile::tracks, part_track_rows(answer.summary, facts.number));
  append(PartFile::segments, part_segment_rows(answer.summary, facts.number));
  append(PartFile::inputs, part_input_row(answer, frames_, facts));
  frames_ = {};
  ++done_;
}

bool PartWriter::publish() {
  for (const PartFile file : part_files) {
    if (::fsync(rows_[file].descriptor) != 0) fail_to("write", rows_[file].path);
  }
  Expected expected;
  PartFacts facts{.plan = plan_id_, .shard = shard_, .counts = {}, .files = {}};
  for (const PartFile file : part_files) {
    const fs::path& path = rows_[file].path;
    const ScannedRecords scanned = scan_records(path, [&](std::string_view record) {
      if (file == PartFile::inputs) add_input(expected, record, path.string());
    });
    facts.files[file] = {scanned.records, rows_[file].size, scanned.sha256};
  }
  facts.counts = expected.counts;
  for (const PartFile file : part_files) {
    const std::uint64_t rows = file == PartFile::inputs ? count_ : expected.rows[file];
    if (facts.files[file].rows == rows) continue;
    throw Error(ErrorCode::output,
                fmt::format("{}: expected {} rows, found {}", rows_[file].path.string(), rows,
                            facts.files[file].rows));
  }
  write_file(folder_ / facts_file, facts_json(facts).dump(1) + "\n", {.durable = true});
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
  PartFacts facts = parse_facts(reader);
  if (facts.plan != plan.id) reader.fail("plan", "that of this run, " + plan.id, facts.plan);
  if (facts.shard != shard) {
    reader.fail("shard", std::to_string(shard), std::to_string(facts.shard));
  }
  const std::uint64_t planned = plan.shards.at(shard).range.count;
  if (facts.counts.inputs != planned) {
    reader.fail("inputs", std::to_string(planned), std::to_string(facts.counts.inputs));
  }
  return facts;
}

bool part_exists(const RunFolder& run, std::size_t shard) {
  std::error_code ignored;
  return fs::exists(run.part(shard) / facts_file, ignored);
}

}  // namespace mien::corpus

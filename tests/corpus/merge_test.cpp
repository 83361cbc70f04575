#include "corpus/merge/merge.h"

#include <nlohmann/json.hpp>

#include "corpus/corpus_fixture.h"
#include "corpus/merge/corpus_page.h"
#include "corpus/parquet/sql_backend.h"
#include "corpus/run/part_rows.h"
#include "mien/core/error.h"
#include "report/clip_rows.h"
#include "report/result_csv.h"

namespace mien::corpus {

namespace {

using testing::HasSubstr;

class CorpusMerge : public CorpusTest {
 protected:
  /// Files with and without faces, and one that is not there.
  [[nodiscard]] Plan done_run(std::size_t shards, bool identity = false) const {
    std::vector<Input> inputs = {file("a \"b\", c", 2),
                                 file("line\nend", 1),
                                 file("empty", 0),
                                 file("-formula", 3),
                                 {.file = at("none").string()}};
    Plan plan;
    plan.version = "1.2.3";
    plan.folder = folder.path().string();
    plan.identity = identity;
    plan = write_plan(run, plan, inputs, shards);
    work_on_all(plan);
    return plan;
  }

  /// What `mien analyze --csv` would write.
  [[nodiscard]] std::string expected_faces(const Plan& plan) const {
    std::string text = result_csv_header();
    for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
      for (const Input& input : read_shard(run, plan, shard)) {
        ImageResult result;
        result.file = input.file;
        try {
          result = stub(input, read_input(input));
        } catch (const Error& error) {
          result.error = error.what();
        }
        text += result_csv_rows(result);
      }
    }
    return text;
  }
};

TEST_F(CorpusMerge, CsvHasTheRowsOfAnalyze) {
  const Plan plan = done_run(3);
  const RowCounts totals = merge_parts(run, plan, at("data"), DataFormat::csv);
  EXPECT_EQ(totals.inputs, 5U);
  EXPECT_EQ(totals.faces, 6U);
  EXPECT_EQ(totals.errors, 1U);
  EXPECT_EQ(text_of(at("data") / "faces.csv"), expected_faces(plan));
  EXPECT_THAT(text_of(at("data") / "inputs.csv"),
              testing::StartsWith(std::string(input_columns) + "\n0,"));
  const auto manifest = nlohmann::json::parse(text_of(at("data") / "_manifest.json"));
  EXPECT_EQ(manifest["plan"], plan.id);
  EXPECT_EQ(manifest["faces"], 6);
  EXPECT_EQ(manifest["files"][0]["rows"], 8);
}

TEST_F(CorpusMerge, DoesNotDependOnTheShards) {
  const Plan plan = done_run(1);
  (void)merge_parts(run, plan, at("one"), DataFormat::csv);
  const std::string faces = text_of(at("one") / "faces.csv");
  std::filesystem::remove_all(run.path);
  (void)merge_parts(run, done_run(5), at("five"), DataFormat::csv);
  EXPECT_EQ(text_of(at("five") / "faces.csv"), faces);
  EXPECT_EQ(text_of(at("five") / "inputs.csv"), text_of(at("one") / "inputs.csv"));
}

TEST_F(CorpusMerge, SecondMergeChangesNothing) {
  const Plan plan = done_run(2);
  (void)merge_parts(run, plan, at("data"), DataFormat::csv);
  const auto time = std::filesystem::last_write_time(at("data") / "faces.csv");
  EXPECT_EQ(merge_parts(run, plan, at("data"), DataFormat::csv).faces, 6U);
  EXPECT_EQ(std::filesystem::last_write_time(at("data") / "faces.csv"), time);
}

TEST_F(CorpusMerge, MissingPartsAreNamed) {
  const Plan plan = done_run(3);
  std::filesystem::remove_all(run.part(1));
  EXPECT_THAT(message_of([&] { (void)merge_parts(run, plan, at("data"), DataFormat::csv); }),
              HasSubstr("found none for shard 1"));
  EXPECT_FALSE(std::filesystem::exists(at("data")));
}

TEST_F(CorpusMerge, ForeignPartsAreNamed) {
  const Plan plan = done_run(2);
  std::filesystem::create_directories(run.parts() / "00009");
  EXPECT_THAT(message_of([&] { (void)merge_parts(run, plan, at("data"), DataFormat::csv); }),
              HasSubstr("00009"));
  std::filesystem::remove(run.parts() / "00009");
  Plan other = plan;
  other.id = std::string(64, '0');
  EXPECT_THAT(message_of([&] { (void)merge_parts(run, other, at("data"), DataFormat::csv); }),
              HasSubstr("expected that of this run"));
}

TEST_F(CorpusMerge, DamagedPartsAreNamed) {
  const Plan plan = done_run(2);
  const std::filesystem::path faces = run.part(0) / "faces.csv";
  const std::string text = text_of(faces);
  std::string changed = text;
  changed[changed.size() - 5] ^= 1;
  write_file(faces, changed);
  const auto merge = [&] { (void)merge_parts(run, plan, at("data"), DataFormat::csv); };
  EXPECT_THAT(message_of(merge), HasSubstr("digest"));
  EXPECT_FALSE(std::filesystem::exists(at("data") / "faces.csv"));
  write_file(faces, text.substr(0, text.size() - 3));
  EXPECT_THAT(message_of(merge), HasSubstr("a part of one at the end"));
  write_file(faces, text);
  EXPECT_EQ(message_of(merge), "");
}

TEST_F(CorpusMerge, PageCountsWhatThePartsHold) {
  const Plan plan = done_run(5);
  write_corpus_page(run, plan, present_parts(run, plan), at("page.html"));
  const std::string page = text_of(at("page.html"));
  EXPECT_THAT(page, HasSubstr("<dt>inputs</dt><dd>5</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>faces</dt><dd>6</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>without a face</dt><dd>1</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>error</dt><dd>1</dd>"));
  EXPECT_THAT(page, HasSubstr(folder.path().string() + "</th><td>5</td><td>6</td><td>1</td>"));
  EXPECT_THAT(page, HasSubstr(at("none").string() + "</td></tr>"));
  std::filesystem::remove_all(run.part(0));
  write_corpus_page(run, plan, present_parts(run, plan), at("page.html"));
  EXPECT_THAT(text_of(at("page.html")), HasSubstr("the result of 1 shard is missing"));
}

TEST_F(CorpusMerge, FolderOfOtherFilesIsRefused) {
  const Plan plan = done_run(1);
  std::filesystem::create_directories(at("data"));
  write_file(at("data") / "notes.txt", std::string("text"));
  EXPECT_THAT(message_of([&] { (void)merge_parts(run, plan, at("data"), DataFormat::csv); }),
              HasSubstr("notes.txt"));
}

/// Photos and clips, two of which have an error.
class CorpusClipMerge : public CorpusMerge {
 protected:
  [[nodiscard]] Plan done_clips(std::size_t shards, bool identity = false) const {
    Plan plan;
    plan.version = "1.2.3";
    plan.folder = folder.path().string();
    plan.identity = identity;
    const std::vector<Input> inputs = {file("a", 2), file("empty", 0), clip("talk, 1", 8),
                                       clip("cut", 2), clip("none", 0)};
    plan = write_plan(run, plan, inputs, shards);
    work_on_all(plan);
    return plan;
  }
};

TEST_F(CorpusClipMerge, CsvHasTheRowsOfAnalyze) {
  const Plan plan = done_clips(4);
  ASSERT_GT(plan.shards.size(), 1U);
  const RowCounts totals = merge_parts(run, plan, at("data"), DataFormat::csv);
  EXPECT_EQ(totals.clips, 3U);
  EXPECT_EQ(totals.tracks, 4U);
  EXPECT_EQ(totals.segments, 6U);
  std::string frames = frame_csv_header();
  std::string tracks = track_csv_header();
  std::string segments = segment_csv_header();
  for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
    for (const Input& input : read_shard(run, plan, shard)) {
      if (!input.clip) continue;
      ClipSummary summary;
      try {
        summary = stub_clip(input, [&](const FrameFaces& frame) {
                    frames += frame_csv_rows(input.file, frame);
                    return true;
                  }).summary;
      } catch (const Error& error) {
        summary.clip = input.file;
        summary.error = error.what();
      }
      frames += frame_csv_end(summary);
      tracks += track_csv_rows(summary);
      segments += segment_csv_rows(summary);
    }
  }
  EXPECT_EQ(text_of(at("data") / "faces-clips.csv"), frames);
  EXPECT_EQ(text_of(at("data") / "tracks.csv"), tracks);
  EXPECT_EQ(text_of(at("data") / "segments.csv"), segments);
  const auto manifest = nlohmann::json::parse(text_of(at("data") / "_manifest.json"));
  EXPECT_EQ(manifest["clips"], 3);
  EXPECT_EQ(manifest["tracks"], 4);
  EXPECT_EQ(manifest["segments"], 6);
  EXPECT_EQ(manifest["files"].size(), 5U);
}

TEST_F(CorpusClipMerge, PageCountsPeopleAndSegments) {
  const Plan plan = done_clips(2);
  write_corpus_page(run, plan, present_parts(run, plan), at("page.html"));
  const std::string page = text_of(at("page.html"));
  EXPECT_THAT(page, HasSubstr("3 clips: 4 people, 6 segments of one expression."));
  EXPECT_THAT(page, HasSubstr("<dt>faces</dt><dd>6</dd>"));  // 2 of a photo, and 4 people
  EXPECT_THAT(page, HasSubstr("<dt>errors</dt><dd>2</dd>"));
  // Photos, clips, faces, errors, the mean of 20 and 40 years, and the expression.
  EXPECT_THAT(page, HasSubstr(folder.path().string() +
                              "</th><td>2</td><td>3</td><td>6</td><td>2</td><td>30.0</td>"
                              "<td>neutral</td>"));
  EXPECT_THAT(page, HasSubstr("cut short"));
}

TEST_F(CorpusClipMerge, DamagedFileOfAPartIsNamed) {
  const Plan plan = done_clips(1);
  for (const char* name : {"frames.csv", "tracks.csv", "segments.csv"}) {
    const std::string text = text_of(run.part(0) / name);
    std::string changed = text;
    changed[changed.size() - 3] ^= 1;
    write_file(run.part(0) / name, changed);
    EXPECT_THAT(message_of([&] { (void)merge_parts(run, plan, at("data"), DataFormat::csv); }),
                HasSubstr(name));
    write_file(run.part(0) / name, text);
  }
}

/// Parquet, read back by DuckDB.
class CorpusParquet : public CorpusClipMerge {
 protected:
  void SetUp() override {
    const std::string failure = message_of([] { (void)sql_backend(); });
    if (!failure.empty()) GTEST_SKIP() << failure;
  }

  /// The answer of a query as CSV.
  [[nodiscard]] std::string answer(const std::string& query) const {
    const std::string statement = "COPY (" + query + ") TO " + sql_text(at("answer.csv").string()) +
                                  " (FORMAT csv, HEADER true)";
    EXPECT_EQ(sql_backend().run({&statement, 1}), "");
    return text_of(at("answer.csv"));
  }

  [[nodiscard]] std::string table(const std::string& name) const {
    return "read_parquet(" + sql_text((at("data") / name / "*.parquet").string()) + ")";
  }
};

TEST_F(CorpusParquet, HasARowForEachFaceAndInput) {
  const Plan plan = done_run(2);
  EXPECT_EQ(merge_parts(run, plan, at("data"), DataFormat::parquet).faces, 6U);
  EXPECT_EQ(answer("SELECT count(*) AS n FROM " + table("faces")), "n\n6\n");
  EXPECT_EQ(
      answer("SELECT count(*) AS n, sum(faces) AS f, count(error) AS e FROM " + table("inputs")),
      "n,f,e\n5,6,1\n");
  EXPECT_EQ(answer("SELECT input_id, face, x, score, width FROM " + table("faces")),
            "input_id,face,x,score,width\n0,0,0.0,0.5,100\n0,1,1.0,0.5,100\n1,0,0.0,0.5,100\n"
            "3,0,0.0,0.5,100\n3,1,1.0,0.5,100\n3,2,2.0,0.5,100\n");
  EXPECT_THAT(answer("SELECT file FROM " + table("inputs") + " WHERE input_id = 1"),
              HasSubstr("line\nend"));
  const std::string names = answer("SELECT * FROM " + table("faces") + " LIMIT 0");
  std::string header = result_csv_header();
  header.pop_back();
  EXPECT_EQ(names, "input_id," + header + ",frame,seconds,track,detected\n");
  EXPECT_EQ(answer("SELECT DISTINCT decode(value) AS v FROM parquet_kv_metadata(" +
                   sql_text((at("data") / "faces/*.parquet").string()) +
                   ") WHERE decode(key) = 'mien_plan'"),
            "v\n" + plan.id + "\n");
  EXPECT_EQ(answer("SELECT DISTINCT compression AS c FROM parquet_metadata(" +
                   sql_text((at("data") / "faces/*.parquet").string()) + ")"),
            "c\nZSTD\n");
}

TEST_F(CorpusParquet, KeepsIdentityToTheBit) {
  (void)merge_parts(run, done_run(2, true), at("data"), DataFormat::parquet);
  EXPECT_EQ(answer("SELECT typeof(identity) AS t, len(identity) AS n, identity[1] = 0.1::FLOAT AS "
                   "same, identity[2] AS second FROM " +
                   table("faces") + " WHERE input_id = 3 AND face = 2"),
            "t,n,same,second\nFLOAT[],2,true,2.0\n");
}

TEST_F(CorpusParquet, ClipsAreBehindThePhotos) {
  const Plan plan = done_clips(4, true);
  EXPECT_EQ(merge_parts(run, plan, at("data"), DataFormat::parquet).faces, 10U);
  EXPECT_EQ(answer("SELECT input_id, face, frame, track, detected, x, score, seconds FROM " +
                   table("faces")),
            "input_id,face,frame,track,detected,x,score,seconds\n"
            "0,0,,,,0.0,0.5,\n0,1,,,,1.0,0.5,\n"
            "2,,1,1,0,1.0,0.5,0.04\n2,,2,1,1,2.0,0.5,0.08\n2,,2,2,1,2.0,0.5,0.08\n"
            "2,,4,1,1,4.0,0.5,0.16\n2,,5,1,0,5.0,0.5,0.2\n2,,5,2,0,5.0,0.5,0.2\n"
            "2,,7,1,0,7.0,0.5,0.28\n3,,1,1,0,1.0,0.5,0.04\n");
  EXPECT_EQ(answer("SELECT file, identity[1] = 0.1::FLOAT AS same, identity[2] AS second FROM " +
                   table("faces") + " WHERE frame = 2 AND track = 2"),
            "file,same,second\n\"" + at("talk, 1").string() + "\",true,1.0\n");
  EXPECT_EQ(answer("SELECT input_id, track, age, dominant, segments FROM " + table("tracks")),
            "input_id,track,age,dominant,segments\n2,1,20.0,neutral,2\n2,2,40.0,neutral,1\n"
            "3,1,20.0,neutral,2\n3,2,40.0,neutral,1\n");
  EXPECT_EQ(answer("SELECT * FROM " + table("tracks") + " LIMIT 0"),
            "input_id," + track_csv_header());
  EXPECT_EQ(answer("SELECT input_id, track, \"begin\", \"end\", label, confidence FROM " +
                   table("segments") + " WHERE input_id = 3"),
            "input_id,track,begin,end,label,confidence\n3,1,0.0,0.5,neutral,0.75\n"
            "3,1,0.5,1.0,anger,0.5\n3,2,0.0,0.5,neutral,0.75\n");
  EXPECT_EQ(answer("SELECT kind, count(*) AS n, sum(frames) AS frames, sum(tracks) AS tracks, "
                   "count(damage) AS damaged FROM " +
                   table("inputs") + " GROUP BY kind ORDER BY kind"),
            "kind,n,frames,tracks,damaged\nclip,3,10,4,1\nphoto,2,,,0\n");
}

TEST_F(CorpusParquet, ClipsWithoutPeopleGiveTablesWithoutRows) {
  const Plan plan = plan_of({clip("none", 0)}, 1);
  work_on_all(plan);
  EXPECT_EQ(merge_parts(run, plan, at("data"), DataFormat::parquet).errors, 1U);
  for (const char* name : {"faces", "tracks", "segments"}) {
    EXPECT_EQ(answer("SELECT count(*) AS n FROM " + table(name)), "n\n0\n") << name;
  }
  EXPECT_EQ(answer("SELECT * FROM " + table("segments") + " LIMIT 0"),
            "input_id," + segment_csv_header());
}

TEST_F(CorpusParquet, RunMayHaveAPatternInItsName) {
  run.path = at("run [1]*?'");
  const Plan plan = done_run(2);
  (void)merge_parts(run, plan, at("data"), DataFormat::parquet);
  EXPECT_EQ(answer("SELECT count(*) AS n FROM " + table("faces")), "n\n6\n");
}

TEST_F(CorpusParquet, FailureIsInDuckDbsWords) {
  const std::string statement = "SELECT nothing FROM nowhere";
  EXPECT_THAT(sql_backend().run({&statement, 1}), HasSubstr("nowhere"));
}

}  // namespace

}  // namespace mien::corpus

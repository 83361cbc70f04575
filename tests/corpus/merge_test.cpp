#include "corpus/merge/merge.h"

#include <nlohmann/json.hpp>

#include "corpus/corpus_fixture.h"
#include "corpus/merge/corpus_page.h"
#include "corpus/parquet/sql_backend.h"
#include "corpus/run/part_rows.h"
#include "mien/core/error.h"
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
  const MergeTotals totals = merge_parts(run, plan, at("data"), DataFormat::csv);
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
  const std::filesystem::path faces = run.part(0) / faces_file;
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

/// Parquet, read back by DuckDB.
class CorpusParquet : public CorpusMerge {
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
  EXPECT_EQ(names, "input_id," + result_csv_header());
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

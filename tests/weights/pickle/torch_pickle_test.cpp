#include "weights/pickle/torch_pickle.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "weights/expect_error.h"
#include "weights/pytorch_bytes.h"

namespace mien::train {
namespace {

Pickle read(const std::string& bytes) { return read_torch_pickle(as_bytes(bytes), "some.pt"); }

void expect_refused(const std::string& bytes, const std::vector<std::string>& parts) {
  expect_model_error([&] { (void)read(bytes); }, parts);
}

template <class T>
T root_of(const std::string& instructions) {
  const Pickle result = read(pickle(instructions));
  return std::get<T>(result.objects[result.root]);
}

TEST(TorchPickleTest, ReadsNumbersAndTexts) {
  EXPECT_EQ(root_of<std::int64_t>("K\xFE"), 254);
  EXPECT_EQ(root_of<std::int64_t>("M\x01\x02"), 0x201);
  EXPECT_EQ(root_of<std::int64_t>("J\xFE\xFF\xFF\xFF"), -2);
  EXPECT_EQ(root_of<std::int64_t>(std::string("\x8A\x00", 2)), 0);
  EXPECT_EQ(root_of<std::int64_t>("\x8A\x01\xFF"), -1);
  EXPECT_EQ(root_of<std::int64_t>(std::string("\x8A\x02\xFF\x00", 4)), 255);
  EXPECT_EQ(root_of<std::int64_t>(integer(INT64_MIN)), INT64_MIN);
  EXPECT_EQ(root_of<double>(std::string("G\xBF\xF8\0\0\0\0\0\0", 9)), -1.5);
  EXPECT_EQ(root_of<bool>("\x88"), true);
  EXPECT_EQ(root_of<std::string>(text("name")), "name");
  EXPECT_EQ(root_of<std::string>("U\x02xy"), "xy");
  EXPECT_EQ(root_of<std::string>("\x8C\x02xy"), "xy");
}

TEST(TorchPickleTest, StopsAtTheEndOfThePickle) {
  const Pickle result = read(pickle("K\x01") + "more");
  EXPECT_EQ(result.size, 5U);
}

TEST(TorchPickleTest, ReadsAnOrderedDictOfPairs) {
  // As Python 2 writes it.
  const auto result = root_of<PickleDict>("ccollections\nOrderedDict\n](](" + text("a") + "K\x01" +
                                          "e](" + text("b") + "K\x02" + "ee\x85R");
  EXPECT_EQ(result.items.size(), 2U);
}

TEST(TorchPickleTest, TakesObjectsThatHoldThemselves) {
  const auto list = root_of<PickleList>(std::string("]q\0h\0a", 6));
  EXPECT_EQ(list.items.size(), 1U);
}

TEST(TorchPickleTest, RefusesFunctionsByTheirName) {
  expect_refused(pickle("cos\nsystem\n" + text("true") + "\x85R"), {"some.pt", "os.system"});
  expect_refused(pickle("cbuiltins\neval\n"), {"builtins.eval"});
  expect_refused("\x80\x04\x8C\x02os\x8C\x06system\x93.", {"os.system"});
  expect_refused(pickle("ctorch\nFloatStorage\n)R"), {"torch.FloatStorage", "call"});
  expect_refused(pickle("K\x01)R"), {"a function"});
  expect_refused(pickle("ccollections\nOrderedDict\n)\x81"), {"collections.OrderedDict"});
  expect_refused(pickle("ctorch\nFloatStorage\n)\x81"), {"torch.FloatStorage"});
  // Names that only begin as those of modules do, and attributes of others.
  expect_refused(pickle("ctimm_evil\nEfficientNet\n"), {"timm_evil.EfficientNet"});
  expect_refused(pickle("ctorch.nn\nload\n"), {"torch.nn.load"});
  expect_refused(pickle("ctimm.models\nx y\n"), {"timm.models.x y"});
  expect_refused(pickle("ctimm." + std::string(300, 'm') + "\nx\n"), {"timm."});
  expect_refused(pickle("c__builtin__\ngetattr\n(c__builtin__\nset\n" + text("pop") + "tR"),
                 {"__builtin__.set.pop"});
  expect_refused(pickle("c__builtin__\ngetattr\n(ctorch._utils\n_rebuild_tensor\n" +
                        text("__globals__") + "tR"),
                 {"__globals__"});
  // Extensions and calls of methods have no instruction here.
  expect_refused(pickle("(icollections\nOrderedDict\n"), {"0x69"});
  expect_refused(pickle("\x82\x01"), {"0x82"});
  expect_refused(pickle("K\x01}b"), {"OrderedDict"});
}

TEST(TorchPickleTest, KeepsObjectsOfModulesAsWhatTheyHold) {
  const std::string linear = "ctorch.nn.modules.linear\nLinear\n";
  const Pickle result = read(pickle(linear + ")\x81}" + text("bias") + "\x89sb"));
  const auto& object = std::get<PickleInstance>(result.objects[result.root]);
  EXPECT_EQ(std::get<PickleGlobal>(result.objects[object.type]).name,
            "torch.nn.modules.linear.Linear");
  ASSERT_TRUE(object.state);
  EXPECT_EQ(std::get<PickleDict>(result.objects[*object.state]).items.size(), 1U);
  // Calls of such classes give an object, too; its state is set once.
  EXPECT_FALSE(root_of<PickleInstance>("ctorch\ndevice\n" + text("cpu") + "\x85R").state);
  expect_refused(pickle(linear + ")\x81}b}b"), {"without state"});
}

TEST(TorchPickleTest, ReadsSets) {
  EXPECT_EQ(root_of<PickleList>("c__builtin__\nset\n](K\x01K\x02"
                                "e\x85R")
                .items.size(),
            2U);
  EXPECT_EQ(root_of<PickleList>("\x8F(K\x01K\x02\x90").items.size(), 2U);
  expect_refused(pickle("c__builtin__\nset\nK\x01\x85R"), {"a list"});
}

TEST(TorchPickleTest, RefusesAnEmptyStackAndWrongTypes) {
  for (const std::string instructions : {"",
                                         "t",
                                         "a",
                                         "s",
                                         "e",
                                         "u",
                                         "R",
                                         "b",
                                         "Q",
                                         "q\x01",
                                         "h\x01",
                                         "\x81",
                                         "\x90",
                                         "K\x01)\x81",
                                         "\x85",
                                         "\x93",
                                         "\x94",
                                         "K\x01K\x02",
                                         "K\x01(",
                                         "(K\x01s",
                                         "K\x01(s",
                                         "K\x01K\x01K\x01s",
                                         "KcKca",
                                         "}(K\x01u",
                                         "K\x01Q",
                                         ")Q",
                                         "K\x01K\x01\x93"}) {
    expect_refused(pickle(instructions), {"some.pt", "byte"});
  }
  expect_refused("\x80\x01K\x01.", {"protocol", "1"});
  expect_refused("\x80\x06K\x01.", {"protocol", "6"});
}

TEST(TorchPickleTest, RefusesTensorsThatMakeNoSense) {
  const std::string good = storage(4);
  expect_refused(pickle(tensor(good, -1, {2}, {1})), {"0 or more", "-1"});
  expect_refused(pickle(tensor(good, 0, {-2}, {1})), {"-2"});
  expect_refused(pickle(tensor(good, 0, {2}, {-1})), {"-1"});
  expect_refused(pickle(tensor(good, 0, {2, 2}, {1})), {"stride"});
  expect_refused(pickle(tensor(text("0"), 0, {2}, {1})), {"a storage"});
  const std::vector<std::int64_t> many(17, 1);
  expect_refused(pickle(tensor(good, 0, many, many)), {"16 axes"});
  expect_refused(pickle(storage(-4)), {"-4"});
  expect_refused(pickle(storage(4, std::string(101, 'k'))), {"short key"});
  expect_refused(pickle(storage(4, "0", "OrderedDict")), {"torch.OrderedDict"});
  const std::string view = tuple({text("storage"), "ctorch\nFloatStorage\n", text("0"), text("cpu"),
                                  integer(4), tuple({text("v"), integer(0), integer(1)})});
  expect_refused(pickle(view + "Q"), {"whole storage"});
  expect_refused(pickle("ctorch._utils\n_rebuild_parameter\n(K\x01\x88}tR"), {"a tensor"});
  expect_refused(pickle("ctorch._utils\n_rebuild_tensor_v2\n)R"), {"arguments"});
}

TEST(TorchPickleTest, RefusesWhateverIsCutOff) {
  const std::string whole = pickle(dict({{"a", tensor(storage(4), 0, {2, 2}, {2, 1})}}));
  EXPECT_NO_THROW((void)read(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    expect_refused(whole.substr(0, size), {"some.pt"});
  }
  expect_refused(pickle("\x8E" + little_endian(UINT64_MAX, 8)), {"more bytes"});
  expect_refused(pickle("\x8A\x0A" + std::string(10, '\x01')), {"64 bits"});
}

TEST(TorchPickleTest, RefusesMoreObjectsThanMemoryMayHold) {
  expect_refused(pickle(std::string(3U << 20U, ']')), {"objects"});
  expect_refused(pickle(std::string(3U << 20U, '(')), {"objects"});
  // One list of 1000 pairs, copied again and again.
  std::string pairs = "](";
  for (int i = 0; i < 1000; ++i) pairs += "K\x01K\x02\x86";
  pairs += "eq\x01";
  std::string copies;
  for (int i = 0; i < 10000; ++i) copies += "ccollections\nOrderedDict\nh\x01\x85R";
  expect_refused(pickle(pairs + copies), {"objects"});
}

TEST(TorchPickleTest, TakesNoTimeForDeepNesting) {
  std::string nested = "]";
  for (int i = 0; i < 500000; ++i) nested += "\x85";
  EXPECT_NO_THROW((void)read(pickle(nested)));
}

}  // namespace
}  // namespace mien::train

"""scripts/check-words on small trees of its own: usage: check_words_test.py SCRIPT"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = sys.argv.pop()
LONG = "It says " + "so and " * 15 + "more"


class CheckWords(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.write("src/core/x.h", "int count = 0;\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check(self):
        done = subprocess.run([sys.executable, SCRIPT, str(self.root)], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def refuses(self, name, line, text):
        self.write("src/core/y.cpp", text)
        code, report = self.check()
        self.assertEqual(code, 1, text)
        self.assertIn(f"src/core/y.cpp:{line}: expected a name that says what the variable holds, found \"{name}\"", report)

    def allows(self, text):
        self.write("src/core/y.cpp", text)
        self.assertEqual(self.check()[0], 0, self.check()[1])

    def test_refuses_variables(self):
        self.refuses("found", 2, "\nconst auto found = list.find(name);\n")
        self.refuses("one", 1, "for (const Face& one : faces) use(one);\n")
        self.refuses("made", 1, "std::vector<int> made;\n")
        self.refuses("made", 1, "Handle*& made = output(place);\n")
        self.refuses("here", 1, "Info here{};\n")

    def test_refuses_parameters_members_and_bindings(self):
        self.refuses("given", 1, "void read(const Options& given, int count);\n")
        self.refuses("what", 1, "struct Row { std::string what; };\n")
        self.refuses("found", 1, "const auto [found, is_new] = map.emplace(key, value);\n")
        self.refuses("wanted", 1, "use([wanted = !quiet] { return wanted; });\n")

    def test_refuses_functions(self):
        self.refuses("made", 1, "Model made(const std::string& name);\n")

    def test_allows_uses_texts_and_comments(self):
        self.allows("// found and one are words\nconst char* text = \"int found;\";\n")
        self.allows("int f() { return found; }\nint g() { use(&one, *made); return x.found + a & b; }\n")
        self.allows("const char* what() const noexcept override;\n")
        self.allows("const int founder = 1;\nconst int one_more = 2;\n")

    def test_refuses_long_sentences_of_comments(self):
        for text in (f"// {LONG}.\n", f"/// Short. {LONG}\n/// and more.\n", f"/* {LONG}\n   and more. */\n",
                     f"int x;  ///< {LONG}\n"):
            self.write("src/core/y.cpp", text)
            self.assertIn("src/core/y.cpp:1: expected a sentence of at most 30 words, found 3", self.check()[1], text)
        self.write("src/core/y.cpp", "\n")
        self.write("cmake/x.cmake", f"# {LONG}\n")
        self.assertIn("cmake/x.cmake:1: ", self.check()[1])

    def test_joins_only_lines_of_one_comment(self):
        half = "so and " * 10
        self.allows(f"// It is {half}.\n// And it is {half}.\n")
        self.allows(f"int x;  ///< {half}\nint y;  ///< {half}\n")
        self.allows(f"/// It is {half}\n/// @param x {half}\n")
        self.allows(f"/// - {half}\n/// - {half}\n")
        self.write("src/core/y.cpp", f"int x;  ///< {half}\n        ///< {half}\n")
        self.assertEqual(self.check()[0], 1)

    def test_reads_documents(self):
        self.write("docs/x.md", f"Short.\n\n{LONG}.\n")
        self.assertIn("docs/x.md:3: ", self.check()[1])
        self.write("docs/x.md", f"| a | {LONG} |\n")
        self.assertIn("docs/x.md:1: ", self.check()[1])
        self.write("docs/x.md", f"```\n{LONG}\n```\n\n    {LONG}\n")
        self.assertEqual(self.check()[0], 0)

    def test_counts_no_code_and_no_numbers(self):
        self.write("docs/x.md", "The columns are " + "`a` and 3.5 " * 25 + ".\n")
        self.assertEqual(self.check()[0], 0, self.check()[1])

    def test_refuses_a_tree_without_sources(self):
        (self.root / "src/core/x.h").unlink()
        code, report = self.check()
        self.assertNotEqual(code, 0)
        self.assertIn("expected sources", report)


if __name__ == "__main__":
    unittest.main()

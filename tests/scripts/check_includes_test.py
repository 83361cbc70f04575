"""scripts/check-includes on small trees of its own: usage: check_includes_test.py SCRIPT"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = sys.argv.pop()
ROOMS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "core"]


class CheckIncludes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.table({room: "core" for room in ROOMS[:-1]} | {"core": "nothing"})

    def table(self, rooms):
        rows = [f"| `src/{room}/` | what it is | {may} |" for room, may in rooms.items()]
        (self.root / "HACKING.md").write_text("\n".join(rows) + "\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check(self):
        done = subprocess.run([sys.executable, SCRIPT, str(self.root)], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_allows_what_the_table_says(self):
        self.write("src/a/x.cpp", '#include "a/x.h"\n#include "core/y.h"\n#include "mien/core/z.h"\n#include <vector>\n')
        self.assertEqual(self.check()[0], 0)

    def test_refuses_an_include_that_goes_up(self):
        self.write("src/core/deep/x.cpp", '#include "a/x.h"\n')
        code, text = self.check()
        self.assertEqual(code, 1)
        self.assertIn("src/core/deep/x.cpp: src/core/ may not include a", text)

    def test_looks_at_public_headers(self):
        self.write("include/mien/core/x.h", '#include "mien/b/x.h"\n')
        self.assertIn("include/mien/core/x.h: src/core/ may not include b", self.check()[1])

    def test_refuses_a_folder_without_a_row(self):
        self.write("src/new/x.h", "\n")
        self.assertIn("HACKING.md has no row", self.check()[1])

    def test_refuses_circles(self):
        self.table({room: "core" for room in ROOMS[2:-1]} | {"a": "b, core", "b": "a, core", "core": "nothing"})
        self.assertIn("a, b include each other", self.check()[1])

    def test_refuses_a_file_without_the_table(self):
        self.write("HACKING.md", "nothing here\n")
        code, text = self.check()
        self.assertNotEqual(code, 0)
        self.assertIn("expected the table of folders", text)

    def test_counts_the_files_of_a_folder(self):
        for i in range(41):
            self.write(f"src/a/x{i}.h", "\n")
        subprocess.run(["git", "init", "-q"], cwd=self.root, check=True)
        subprocess.run(["git", "add", "."], cwd=self.root, check=True)
        self.assertIn("src/a: expected at most 40 files, found 41", self.check()[1])


if __name__ == "__main__":
    unittest.main()

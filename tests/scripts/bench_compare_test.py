"""Tests of scripts/bench-history and scripts/bench-compare. usage: bench_compare_test.py SOURCE_DIR"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(sys.argv.pop()) / "scripts"


def run(script, *arguments):
    return subprocess.run([sys.executable, "-B", SCRIPTS / script, *arguments], capture_output=True, text=True)


class BenchCompareTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)

    def write(self, name, figures, processor="A"):
        file = self.path / name
        file.write_text(json.dumps({"commit": name, "machine": {"processor": processor}, "figures": figures}))
        return file

    def test_ratios_above_one_are_better(self):
        old = self.write("old", [{"name": "photo", "value": 30, "unit": "ms"}, {"name": "clip", "value": 100, "unit": "frames/s"},
                                 {"name": "lost", "value": 1, "unit": "ms"}])
        new = self.write("new", [{"name": "photo", "value": 20, "unit": "ms"}, {"name": "clip", "value": 150, "unit": "frames/s"},
                                 {"name": "added", "value": 1, "unit": "MB"}])
        result = run("bench-compare", old, new)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("| photo | 30.00 ms | 20.00 ms | 1.50 |", result.stdout)
        self.assertIn("| clip | 100.00 frames/s | 150.00 frames/s | 1.50 |", result.stdout)
        self.assertIn("gone: lost", result.stdout)
        self.assertIn("new: added", result.stdout)
        self.assertNotIn("warning", result.stdout)

    def test_other_machines_are_named(self):
        figures = [{"name": "photo", "value": 30, "unit": "ms"}]
        result = run("bench-compare", self.write("old", figures), self.write("new", figures, "B"))
        self.assertIn("warning: other machines: A and B", result.stdout)

    def test_what_cannot_be_compared_is_refused(self):
        old = self.write("old", [{"name": "photo", "value": 30, "unit": "ms"}])
        self.assertIn("expected two positive numbers", run("bench-compare", old, self.write("new", [{"name": "photo", "value": 30, "unit": "MB"}])).stderr)
        self.assertIn("found none", run("bench-compare", old, self.write("other", [{"name": "a", "value": 1, "unit": "ms"}])).stderr)
        (self.path / "damaged").write_text("{")
        self.assertIn("expected a file that make bench wrote", run("bench-compare", old, self.path / "damaged").stderr)
        self.assertIn("expected a file that make bench wrote", run("bench-compare", old, self.path / "absent").stderr)

    def test_a_history_is_a_file_that_can_be_compared(self):
        lines = self.path / "figures"
        lines.write_text('{"name": "photo", "value": 30, "unit": "ms"}\n')
        result = run("bench-history", lines, self.path / "history")
        self.assertEqual(result.returncode, 0, result.stderr)
        [file] = (self.path / "history").iterdir()
        self.assertIn("| 1.00 |", run("bench-compare", file, file).stdout)
        lines.write_text("")
        self.assertIn("found none", run("bench-history", lines, self.path / "history").stderr)


unittest.main()

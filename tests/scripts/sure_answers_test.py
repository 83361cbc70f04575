"""scripts/sure-answers on a table whose shares are counted by hand."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop()
HEADER = "path,age_label,gender_label,gender,gender_male,gender_female\n"


class SureAnswers(unittest.TestCase):
    def output(self, text, attribute="gender"):
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder) / "answers.csv"
            table.write_text(text, encoding="utf-8")
            return subprocess.run([sys.executable, PROGRAM, attribute, table], capture_output=True, text=True, check=False)

    def test_counts_unsure_and_right_answers(self):
        result = self.output(HEADER + "a,5,male,male,0.9,0.1\nb,3-9,female,male,0.55,0.45\nc,40,female,female,0.2,0.8\n"
                             "d,30,male,female,0.3,0.7\ne,30,,male,0.9,0.1\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stdout.splitlines()
        self.assertEqual(lines[0], "all: 4 pictures")
        self.assertEqual(lines[1], "  from 0.50  unsure   0.0 %  right of the others  50.0 %")
        self.assertEqual(lines[3], "  from 0.60  unsure  25.0 %  right of the others  66.7 %")
        self.assertEqual(lines[10], "  from 0.95  unsure 100.0 %  right of the others     - %")
        self.assertEqual(lines[11], "below 10 years: 2 pictures")
        self.assertEqual(lines[12], "  from 0.50  unsure   0.0 %  right of the others  50.0 %")
        self.assertEqual(lines[14], "  from 0.60  unsure  50.0 %  right of the others 100.0 %")

    def test_says_what_is_missing(self):
        result = self.output(HEADER, "ethnicity")
        self.assertEqual(result.returncode, 1)
        self.assertIn("expected the columns of mien evaluate --csv with ethnicity, found others", result.stderr)
        result = self.output(HEADER)
        self.assertIn("expected answers of gender, found none", result.stderr)


if __name__ == "__main__":
    unittest.main()

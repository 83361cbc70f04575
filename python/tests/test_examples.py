"""The notebook: its code runs, and prints what is stored in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NOTEBOOK = EXAMPLES / "clip_experiment.ipynb"


def _run(notebook, *arguments):
    return subprocess.run([sys.executable, "-B", str(EXAMPLES / "run_notebook.py"), str(notebook),
                           *arguments], capture_output=True, text=True)


def test_the_clip_experiment():
    pytest.importorskip("PIL")
    result = _run(NOTEBOOK)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "6 cells ran, 0 differ" in result.stdout


def _notebook(path, *cells):
    """A notebook of cells, each with its source and the text that is stored as its output."""
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [
        {"cell_type": "code", "execution_count": None, "metadata": {},
         "outputs": [{"name": "stdout", "output_type": "stream", "text": [stored]}],
         "source": source.splitlines(keepends=True)} for source, stored in cells]}))
    return path


@pytest.mark.parametrize("source, stored, code", [
    ("x = 2\nprint('share', 0.51)", "share 0.53\n", 0),
    ("print('share', 0.51)", "share 0.61\n", 1),
    ("print(12, 'clips')", "13 clips\n", 0),
    ("print(12, 'clips')", "14 clips\n", 1),
    ("print('right')", "wrong\n", 1),
    ("print('right')", "", 1),
    ("1 / 0", "", 1),
])
def test_the_runner_finds_what_differs(tmp_path, source, stored, code):
    assert _run(_notebook(tmp_path / "a.ipynb", (source, stored))).returncode == code


def test_the_runner_stores_what_is_printed(tmp_path):
    path = _notebook(tmp_path / "a.ipynb", ("x = 2\nprint(x)\nx + 1", "old\n"), ("x * 2", "old"))
    assert _run(path, "--write").returncode == 0
    first, second = (cell["outputs"] for cell in json.loads(path.read_text())["cells"])
    assert first[0]["text"] == ["2\n"] and first[1]["data"]["text/plain"] == ["3"]
    assert second[0]["data"]["text/plain"] == ["4"]
    assert _run(path).returncode == 0

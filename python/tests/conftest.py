"""What the tests share: the program, its models, photos. Tests whose files are absent are skipped by name."""

import json
import os
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
SAMPLES = SOURCE / ".deps" / "samples"
CLIPS = SOURCE / "tests" / "data" / "clips"


def require(*paths):
    for path in paths:
        if not Path(path).exists():
            pytest.skip(f"absent: {path}")


@pytest.fixture(scope="session", autouse=True)
def models():
    """The folder of converted models, of the environment."""
    folder = Path(os.environ.setdefault("MIEN_MODELS", str(SOURCE / ".deps" / "models")))
    if not (folder / "mobilefacenet-identity.onnx").exists():
        pytest.skip(f"absent: {folder}/mobilefacenet-identity.onnx")
    return folder


@pytest.fixture(scope="session")
def photo():
    """A photo with three faces."""
    require(SAMPLES / "sample1.jpg")
    return str(SAMPLES / "sample1.jpg")


@pytest.fixture(scope="session")
def photos():
    found = [str(SAMPLES / f"sample{i}.jpg") for i in range(1, 7)]
    require(*found)
    return found


@pytest.fixture(scope="session")
def cli():
    """Runs `mien` and returns its standard output."""
    program = os.environ.get("MIEN_PROGRAM")
    if not program:
        pytest.skip("absent: MIEN_PROGRAM")

    def run(*arguments, accept=(0,)):
        result = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
        assert result.returncode in accept, result.stderr
        return result.stdout

    return run


@pytest.fixture(scope="session")
def rows(cli):
    """The rows of `mien analyze --jsonl`."""
    def run(*arguments):
        output = cli("analyze", *arguments, "--jsonl", "-", "-q", accept=(0, 1))
        return [json.loads(line) for line in output.splitlines()]

    return run


@pytest.fixture(scope="session")
def analyzer():
    import mien

    return mien.Analyzer(identity=True, threads=2)

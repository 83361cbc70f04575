"""The wheel: what is in it, and that it works away from the build folder."""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mien

SOURCE = Path(__file__).resolve().parents[2]
BUILD = Path(mien.__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Made in a copy, so that the source stays as it is."""
    for module in ("build", "wheel", "setuptools"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"absent: the module {module}")
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(SOURCE / "python", folder / "python")
    shutil.copy(SOURCE / "CMakeLists.txt", folder)
    result = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation"],
                            cwd=folder / "python", env={**os.environ, "MIEN_BUILD": str(BUILD)},
                            capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return next((folder / "python" / "dist").glob("*.whl"))


def test_wheel(wheel, tmp_path, photo):
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        file.extractall(tmp_path)
    libraries = sorted(Path(name).name for name in names if "_lib/" in name)
    assert set(libraries) <= {"libmien.so.0", "libmien_archive.so", "libmien_hdf5.so", "libmien_heif.so",
                              "libmien_schema.so", "libmien_svm.so", "libmien_video.so", "libonnxruntime.so.1"}
    assert "libmien.so.0" in libraries
    assert {"mien/py.typed", "mien/_mien.pyi", "mien/compat/deepface.py"} <= set(names)
    code = ("import mien, sys\n"
            "print(mien.__file__)\n"
            "print(mien.analyze(sys.argv[1]).to_json())\n"
            "print([line.split()[-1] for line in open('/proc/self/maps') if 'libmien.so' in line][0])\n"
            "mien.models.fetch('mobilenet-v1-emotion', folder=sys.argv[2], progress=None)\n")
    result = subprocess.run([sys.executable, "-B", "-c", code, photo, str(tmp_path / "models")],
                            env={**os.environ, "PYTHONPATH": str(tmp_path)}, cwd=tmp_path,
                            capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    place, json, library = result.stdout.splitlines()
    assert place == str(tmp_path / "mien" / "__init__.py")
    assert json == mien.analyze(photo).to_json()
    assert library == str(tmp_path / "mien" / "_lib" / "libmien.so.0")
    assert (tmp_path / "models" / "mobilenet-v1-emotion.onnx").exists()


def test_a_wheel_needs_a_build(tmp_path):
    result = subprocess.run([sys.executable, "-B", "setup.py", "build_ext"], cwd=SOURCE / "python",
                            env={**os.environ, "MIEN_BUILD": str(tmp_path)}, capture_output=True,
                            text=True)
    assert result.returncode != 0 and "expected a build of mien" in result.stderr

"""Makes a wheel of what CMake built.

    cd python && /usr/bin/python3 -m build --wheel --no-isolation

MIEN_BUILD names the build folder; else it is build/release or build/core, whichever has the package. The wheel
holds no library of the distribution: it needs those that libmien was linked with.
"""

import os
import shutil
import subprocess
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

SOURCE = Path(__file__).resolve().parent.parent


def version():
    text = (SOURCE / "CMakeLists.txt").read_text()
    return text.split("project(mien VERSION ")[1].split()[0]


def build_folder():
    named = os.environ.get("MIEN_BUILD")
    folders = [Path(named)] if named else [SOURCE / "build" / "release", SOURCE / "build" / "core"]
    for folder in folders:
        if list(folder.glob("python/mien/_mien*.so")):
            return folder
    raise SystemExit(f"expected a build of mien with its Python package in one of "
                     f"{', '.join(map(str, folders))}, found none: run make demo first")


class InstallFromBuild(build_ext):
    """Takes the compiled module, libmien, the package's files and the models from CMake's install rules."""

    def run(self):
        target = Path(self.build_lib)
        shutil.rmtree(target / "mien", ignore_errors=True)
        subprocess.run(["cmake", "--install", str(build_folder()), "--component", "python", "--prefix",
                        str(target.resolve())], check=True, stdout=subprocess.DEVNULL)
        # A wheel has no links: each library is there once, under the name by which it is loaded.
        for link in [path for path in (target / "mien" / "_lib").iterdir() if path.is_symlink()]:
            library = link.resolve()
            link.unlink()
            library.rename(link)


setup(
    name="mien",
    version=version(),
    description="Reads faces: expression, age, gender, ethnicity and identity",
    license="Apache-2.0",
    python_requires=">=3.9",
    install_requires=["numpy"],
    extras_require={"tables": ["pandas"], "pictures": ["pillow"]},
    packages=[],
    # It says that the wheel is for this Python and processor.
    ext_modules=[Extension("mien._mien", sources=[])],
    cmdclass={"build_ext": InstallFromBuild},
)

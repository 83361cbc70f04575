"""scripts/abi: a description of the interface is the same twice, and changes that break programs are found.

The libraries are of two functions; mien's own is compared by `make abi`.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HEADER = "struct mien_handle;\ntypedef struct mien_point { int x; int y; } mien_point;\nint mien_sum(const mien_point* point);\nint mien_version(void);\nint mien_use(struct mien_handle* handle);\n"
SOURCE = '#include "mien.h"\nstruct mien_handle { int hidden; };\nint mien_sum(const mien_point* point) { return point->x + point->y; }\nint mien_version(void) { return 1; }\nint mien_use(struct mien_handle* handle) { return handle->hidden; }\n'


def run(*command, cwd):
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)


class Project:
    """A folder with the script, a header and a library."""

    def __init__(self, script, folder):
        self.folder = Path(folder)
        (self.folder / "scripts").mkdir()
        for name in ("abi", "abi-describe"):
            shutil.copy(script.with_name(name), self.folder / "scripts" / name)
        self.header = self.folder / "include" / "mien" / "c" / "mien.h"
        self.header.parent.mkdir(parents=True)
        self.source = self.folder / "mien.c"

    def build(self, header=HEADER, source=SOURCE):
        self.header.write_text(header)
        self.source.write_text(source)
        result = run("cc", "-g", "-shared", "-fPIC", "-I", self.header.parent, self.source, "-o", "libmien.so", cwd=self.folder)
        assert result.returncode == 0, result.stderr

    def abi(self, *arguments):
        return run("scripts/abi", "--library", "libmien.so", *arguments, cwd=self.folder)


def main(source):
    if not shutil.which("abidw") or not shutil.which("cc"):
        print("skipped: abi.test: it needs abidw of abigail-tools, and a compiler")
        return 77
    script = Path(source) / "scripts" / "abi"
    texts = []
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        for folder in (first, second):
            project = Project(script, folder)
            project.build()
            result = project.abi()
            assert result.returncode == 3 and "--renew" in result.stderr, result.stderr
            assert project.abi("--renew").returncode == 0
            texts.append((project.folder / "packaging" / "abi" / "libmien.abi").read_text())
            assert folder not in texts[-1], "the description names a folder of this machine"
        assert texts[0] == texts[1], "two folders give two descriptions"

        same = project.abi()
        assert same.returncode == 0 and "go on to work" in same.stdout, same.stdout + same.stderr
        # What is added does no harm: a function, and a field at the end of a struct.
        project.build(HEADER.replace("int y;", "int y; int z;") + "int mien_more(void);\n", SOURCE + "int mien_more(void) { return 2; }\n")
        more = project.abi()
        assert more.returncode == 0 and "mien_more" in more.stdout, more.stdout + more.stderr
        # What a handle hides is nobody's business.
        project.build(source=SOURCE.replace("int hidden;", "int more; double hidden;").replace("handle->hidden", "(int)handle->hidden"))
        assert project.abi().returncode == 0
        breaking = {
            "a function went away": (HEADER.replace("int mien_version(void);\n", ""),
                                     SOURCE.replace("int mien_version(void) { return 1; }\n", "")),
            "another parameter": (HEADER.replace("mien_version(void)", "mien_version(long part)"),
                                  SOURCE.replace("mien_version(void) { return 1; }", "mien_version(long part) { return (int)part; }")),
            "another type of the same size": (HEADER.replace("int y;", "float y;"), SOURCE.replace("point->y", "(int)point->y")),
            "another type, and a field at the end": (HEADER.replace("int y;", "float y; int z;"),
                                                     SOURCE.replace("point->y", "(int)point->y")),
            "a field went away": (HEADER.replace("int y;", ""), SOURCE.replace(" + point->y", "")),
            "another type of a field": (HEADER.replace("int y;", "double y;"), SOURCE.replace("point->y", "(int)point->y")),
            "a field before others": (HEADER.replace("int x;", "int w; int x;"), SOURCE),
        }
        for change, (header, text) in breaking.items():
            project.build(header, text)
            result = project.abi()
            assert result.returncode == 1, f"{change}: {result.stdout}{result.stderr}"
            assert "packaging/abi/libmien.abi break" in result.stderr, result.stderr
        # With the description renewed, the change is what programs are linked with.
        assert project.abi("--renew").returncode == 0 and project.abi().returncode == 0
    committed = Path(source) / "packaging" / "abi" / "libmien.abi"
    assert committed.exists(), "expected packaging/abi/libmien.abi; scripts/abi --renew writes it"
    assert "='/" not in committed.read_text() and "std::" not in committed.read_text(), "the description names a folder of a machine"
    return 0


sys.exit(main(sys.argv[1]))

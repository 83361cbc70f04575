"""Refuses binaries that let the loader look for libraries in the current folder, which may be anyone's photos.

usage: run_paths.py BINARY...
"""

import re
import subprocess
import sys


def folders(binary):
    text = subprocess.run(["readelf", "-d", binary], capture_output=True, text=True, check=True).stdout
    if "(SONAME)" not in text and "(NEEDED)" not in text:
        sys.exit(f"{binary}: expected a program or a shared library")
    return [folder for paths in re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", text) for folder in paths.split(":")]


def main(*binaries):
    problems = [f"{binary}: expected folders from / or $ORIGIN on, found \"{folder}\""
                for binary in binaries for folder in folders(binary) if not folder.startswith(("/", "$ORIGIN"))]
    print("\n".join(problems) or f"run paths: none of {len(binaries)} binaries looks in the current folder")
    return 1 if problems or not binaries else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

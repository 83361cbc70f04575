"""What libmien shows: the functions of mien/c/*.h with the version MIEN_0, mien's own symbols of C++, and nothing else.

usage: symbols_test.py LIBRARY FOLDER_OF_HEADERS VERSION
"""

import re
import subprocess
import sys
from pathlib import Path


def shown(library, *options):
    text = subprocess.run(["nm", "-D", "--defined-only", *options, library], capture_output=True, text=True,
                          check=True).stdout
    return [line.split(" ", 2)[2] for line in text.splitlines()]


def main(library, folder, version):
    headers = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.h")))
    text = re.sub(r"/\*.*?\*/", "", headers, flags=re.S)
    declared = set(re.findall(r"\b(mien_\w+)\s*\(", text)) - set(re.findall(r"\(\*(mien_\w+)\)", text))
    own = f"MIEN_CXX_{version}"
    in_c, problems = set(), []
    for symbol in shown(library):
        name, _, node = symbol.partition("@@")
        if node == "MIEN_0":
            in_c.add(name)
        elif node != own and name not in ("MIEN_0", own):
            problems.append(f"{symbol}: expected the version MIEN_0 or {own}")
    for symbol in shown(library, "-C"):
        name, _, node = symbol.partition("@@")
        if node == own and "mien::" not in name:
            problems.append(f"{symbol}: expected a name of mien")
    problems += [f"{name}: declared in a header and not shown" for name in sorted(declared - in_c)]
    problems += [f"{name}: shown and not declared in a header" for name in sorted(in_c - declared)]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(in_c)} functions of C")
    return 1 if problems or not in_c else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

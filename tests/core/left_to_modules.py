"""Refuses binaries that ask the loader for a library which only a module of libmien shall load.

usage: left_to_modules.py LIBRARY... -- BINARY...
"""

import re
import subprocess
import sys


def needed(binary):
    text = subprocess.run(["readelf", "-d", binary], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+?)\.so.*\]", text)


def main(*arguments):
    end = arguments.index("--")
    problems = []
    for binary in arguments[end + 1:]:
        libraries = needed(binary)
        if not libraries:
            problems.append(f"{binary}: expected libraries that it needs, found none")
        problems += [f"{binary}: {library} belongs to a module" for library in libraries if library in arguments[:end]]
    print("\n".join(problems) or "modules: what they bring is loaded by them alone")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Compares the list of components with the libraries that binaries ask the loader for.

usage: linked_libraries.py COMPONENTS.json BINARY...
"""

import json
import re
import subprocess
import sys


def needed(binary):
    text = subprocess.run(["readelf", "-d", binary], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", text)


def without_version(library):
    """libpng16.so.16 is libpng16.so, and libtorch_cpu.so.1.13 is libtorch_cpu.so."""
    return library.split(".so")[0] + ".so"


def main(list_file, *binaries):
    with open(list_file, encoding="utf-8") as file:
        components = json.load(file)["components"]
    owners = {library: component["name"] for component in components
              for library in component.get("libraries", [])}
    problems = []
    used = set()
    for binary in binaries:
        libraries = needed(binary)
        if not libraries:
            problems.append(f"{binary}: expected libraries that it needs, found none")
        for library in map(without_version, libraries):
            if library == "libmien.so":
                continue
            if library not in owners:
                problems.append(f"{binary}: {library} is in no component of packaging/components.json")
            else:
                used.add(owners[library])
    # What another library needs, which mien's own headers use, too.
    through = {library for component in components if "through" in component
               for library in component["libraries"]}
    for binary in binaries if through else []:
        text = subprocess.run(["ldd", binary], capture_output=True, text=True, check=True).stdout
        used |= {owners[name] for name in map(without_version, text.split()) if name in through}
    for component in components:
        if component["use"] != "compiled in" and component["name"] not in used:
            problems.append(f"{component['name']}: no binary needs {component.get('libraries')}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(binaries)} binaries, {len(used)} components that are linked")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

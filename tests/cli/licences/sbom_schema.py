"""Holds the bill of materials that mien writes against the schema that CycloneDX publishes.

usage: sbom_schema.py MIEN FOLDER_OF_SCHEMAS
Exits with 77 if the schemas or the module jsonschema are absent.
"""

import json
import subprocess
import sys
from pathlib import Path


def schema(folder, name):
    return json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))


def validator(folder):
    import jsonschema
    bom = schema(folder, "bom-1.5")
    store = {}
    for name in ("spdx", "jsf-0.82"):
        part = schema(folder, name)
        store[part["$id"]] = part
        # The schema of bills names these by their files.
        store[bom["$id"].rsplit("/", 1)[0] + f"/{name}.SNAPSHOT.schema.json"] = part
    resolver = jsonschema.RefResolver.from_schema(bom, store=store)
    return jsonschema.Draft7Validator(bom, resolver=resolver), schema(folder, "spdx")["enum"]


def main(program, folder):
    folder = Path(folder)
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        print("skipped: licences.schema: the module jsonschema is absent")
        return 77
    if not folder.is_dir():
        print(f"skipped: licences.schema: {folder} is absent")
        return 77
    text = subprocess.run([program, "licences", "--sbom", "-"], capture_output=True, text=True,
                          check=True).stdout
    bom = json.loads(text)
    check, names = validator(folder)
    problems = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in check.iter_errors(bom)]
    for component in bom["components"]:
        for licence in component["licenses"]:
            for word in licence.get("expression", "").replace("(", " ").replace(")", " ").split():
                if word not in names and word not in ("AND", "OR", "WITH"):
                    problems.append(f"{component['name']}: {word} is no name of SPDX")
    # The check can fail.
    if not list(check.iter_errors({**bom, "specVersion": 15})):
        problems.append("expected the schema to refuse a number as specVersion")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(bom['components'])} components")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

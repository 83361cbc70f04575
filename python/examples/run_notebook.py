"""Runs the code of a notebook with this Python; no Jupyter is needed.

    run_notebook.py NOTEBOOK            compares what it prints with what is stored; exit code 1 if they differ
    run_notebook.py NOTEBOOK --write    stores what it prints

Texts must be the same. Processors round in different ways, so that counts may differ by 1 and shares by 0.05.
"""

import ast
import contextlib
import io
import json
import re
import sys

_NUMBER = re.compile(r"-?\d+\.?\d*")


def executed(source, names):
    """What a cell prints, and then its last expression, as a notebook shows it."""
    printed = io.StringIO()
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return printed.getvalue(), None if value is None else repr(value)


def outputs_of(printed, value, count):
    """As the notebook format 4 stores them."""
    outputs = []
    if printed:
        outputs.append({"name": "stdout", "output_type": "stream",
                        "text": printed.splitlines(keepends=True)})
    if value is not None:
        outputs.append({"data": {"text/plain": value.splitlines(keepends=True)},
                        "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return outputs


def text_of(outputs):
    lines = []
    for output in outputs:
        lines += output["text"] if "text" in output else output["data"]["text/plain"]
    return "".join(lines)


def alike(expected, found):
    """Whether two texts are the same but for the rounding of numbers."""
    if _NUMBER.sub("#", expected) != _NUMBER.sub("#", found):
        return False
    pairs = zip(_NUMBER.findall(expected), _NUMBER.findall(found))
    return all(abs(float(a) - float(b)) <= (0.05 if "." in a else 1) for a, b in pairs)


def main(path, write):
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    names, count, differing = {"__name__": "__main__"}, 0, 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        count += 1
        outputs = outputs_of(*executed("".join(cell["source"]), names), count)
        if write:
            cell["outputs"], cell["execution_count"] = outputs, count
        elif not alike(text_of(cell["outputs"]), text_of(outputs)):
            differing += 1
            print(f"cell {count}: expected\n{text_of(cell['outputs'])}\nfound\n{text_of(outputs)}")
    if write:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(notebook, file, indent=1, ensure_ascii=False)
            file.write("\n")
    print(f"{path}: {count} cells ran, {differing} differ")
    return 1 if differing or count == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or (len(sys.argv) == 3 and sys.argv[2] != "--write"):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1], len(sys.argv) == 3))

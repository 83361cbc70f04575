"""Whether a program for another processor, in an emulator, says the same of a photo and of a clip as that of this machine.

usage: same_answers.py MIEN PHOTO CLIP -- COMMAND... (how the other mien is run, such as qemu-aarch64-static -L ROOT mien)
Processors round in different ways: places may differ by 0.5 pixels, probabilities by 0.01, ages by 0.3 years.
"""

import json
import subprocess
import sys


def answer(command, *arguments):
    # Networks in 8 bits are chosen by the processor; in floats both take the same ones.
    result = subprocess.run([*command, "analyze", *arguments, "--precision", "float", "--jsonl", "-", "-q"],
                            capture_output=True, text=True)
    assert result.returncode == 0, f"{command[0]}: {result.stderr}"
    return [json.loads(line) for line in result.stdout.splitlines()]


def near(a, b, tolerance, what):
    assert len(a) == len(b) and all(abs(x - y) <= tolerance for x, y in zip(a, b)), f"{what}: expected {a}, found {b}"


def compare_faces(expected, found):
    assert len(expected) == len(found) > 0, f"expected {len(expected)} faces, found {len(found)}"
    for a, b in zip(expected, found):
        near(a["box"], b["box"], 0.5, "box")
        near([a["age"]], [b["age"]], 0.3, "age")
        for name in ("gender", "emotion"):
            assert a[name]["label"] == b[name]["label"], f"{name}: expected {a[name]['label']}, found {b[name]['label']}"
            labels = sorted(a[name]["probabilities"])
            near([a[name]["probabilities"][label] for label in labels], [b[name]["probabilities"][label] for label in labels],
                 0.01, name)


def main(program, photo, clip, command):
    here, there = answer([program], photo), answer(command, photo)
    compare_faces(here[0]["faces"], there[0]["faces"])
    frames_here, frames_there = answer([program], clip), answer(command, clip)
    assert len(frames_here) == len(frames_there) > 1, f"expected {len(frames_here)} lines, found {len(frames_there)}"
    times = [[line["seconds"] for line in lines] for lines in (frames_here, frames_there)]
    near(*times, 1e-6, "seconds")
    print(f"the same answers: {len(here[0]['faces'])} faces and {len(frames_here) - 1} frames")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 6 or sys.argv[4] != "--":
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:4], sys.argv[5:]))

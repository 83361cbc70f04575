"""examples/train.sbatch in Debian's Slurm on this machine: two tasks train together, and the job is put back into the queue
while it trains. The losses must be those of one process with a batch as large as theirs together, to rounding.

usage: slurm_test.py MIEN_TRAIN EXAMPLE
"""

import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from local_slurm import Slurm, require_slurm  # noqa: E402

LABELS = {"neutral": (180, 60, 60), "happiness": (60, 170, 60), "anger": (60, 70, 190)}
SIDE = 32
BATCH = 16  # all training pictures: an epoch is one step, whose loss is said


def png(pixels):
    """A picture of SIDE x SIDE pixels of three bytes."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + pixels[3 * SIDE * y:3 * SIDE * (y + 1)] for y in range(SIDE))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def write_pictures(folder):
    """Three classes that differ by their colour."""
    folder.mkdir()
    randomly = random.Random(19)
    lines = ["path,split,emotion"]
    for i in range(BATCH + 6):
        label, colour = list(LABELS.items())[i % len(LABELS)]
        pixels = bytes(c + randomly.randint(-30, 30) for _ in range(SIDE * SIDE) for c in colour)
        (folder / f"{i}.png").write_bytes(png(pixels))
        lines.append(f"{i}.png,{'train' if i < BATCH else 'valid'},{label}")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n")


def recipe(batch, epochs):
    data = "".join(f"""
[[data]]
path = "faces"
use = "{use}"
split = {{ value = "{split}" }}
[[data.labels]]
attribute = "emotion"
names = {{ column = "emotion" }}
""" for use, split in (("train", "train"), ("validate", "valid")))
    return f"""name = "tiny"
task = "emotion"
licence = "CC0-1.0"
data_terms = "generated"
seed = 3
checkpoint_minutes = 0
[network]
architecture = "mobilenet-v1"
dropout = 0.0
momentum = 0.3
[input]
size = {SIDE}
mean = [127.5, 127.5, 127.5]
scale = [0.0078, 0.0078, 0.0078]
[[heads]]
attribute = "emotion"
kind = "classes"
labels = {json.dumps(list(LABELS))}
{data}
[[stages]]
name = "all"
train = "all"
epochs = {epochs}
batch = {batch}
bfloat16 = false
learning_rate = 2e-4
head_learning_rate = 5e-4
warm_up_steps = 3
"""


def main(mien_train, example):
    require_slurm()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_pictures(folder / "faces")
        for name, batch in (("one", BATCH), ("two", BATCH // 2)):
            (folder / f"{name}.toml").write_text(recipe(batch, 6))
        alone = subprocess.run([mien_train, str(folder / "one.toml"), "--output", str(folder / "one"), "--threads", "1"],
                               capture_output=True, text=True, check=True).stderr
        os.environ["MIEN_TRAIN"] = mien_train
        with Slurm(folder) as slurm:
            together = train(slurm, example, folder)
        try:
            compare(alone, together)
            assert (folder / "two" / "tiny.onnx").exists()
        except AssertionError:
            print(alone, together, sep="\n---\n", file=sys.stderr)
            raise


def train(slurm, example, folder):
    """What two tasks print, whose job is put back into the queue while it trains."""
    log = folder / "job.log"
    job = slurm.run("sbatch", "--parsable", "--output", log, example, folder / "two.toml", folder / "two").stdout.strip()
    start = time.monotonic()
    requeued = False
    while slurm.queue():
        assert time.monotonic() - start < 400, slurm.queue()
        if not requeued and log.exists() and "all 1:" in log.read_text() and (folder / "two" / "checkpoint.pt").exists():
            requeued = slurm.run("scontrol", "requeue", job, check=False).returncode == 0
        time.sleep(0.1)
    assert requeued, "the job came to its end before it could be put back into the queue"
    return log.read_text()


def train_losses(text):
    """By epoch."""
    return {int(epoch): float(loss) for epoch, loss in re.findall(r"all ([0-9]+): .*train loss ([0-9.]+)", text)}


def compare(alone, together):
    one, two = train_losses(alone), train_losses(together)
    assert sorted(one) == sorted(two) == list(range(1, 7)), (one, two)
    # The first loss is of all pictures and the same weights; then rounding grows from step to step.
    for epoch, tolerance in ((1, 0.001), (2, 0.02), (3, 0.05)):
        assert abs(one[epoch] - two[epoch]) <= tolerance, (epoch, one, two)
    print(f"train.slurm: two tasks have the losses of one process, {two[1]}, {two[2]}, {two[3]} and {one[1]}, {one[2]}, {one[3]}; "
          "the job was put back into the queue and went on")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Debian's Slurm on this machine, with ports, folders and a configuration of its own: an array and the merge behind it, a
task that is put back into the queue while it runs, workers that are killed, and two submissions at once. The data set is
the CSV of `mien analyze`.

usage: slurm_test.py MIEN PHOTOS MODELS
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from local_slurm import Slurm, require_slurm, skip  # noqa: E402


def workers_of(run):
    """The processes that work on the shards of this run."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:3] == [b"corpus", b"work"] and str(run).encode() in words:
            found.append(int(entry.name))
    return found


def main(mien, photos, models):
    require_slurm()
    if not Path(photos).is_dir() or not Path(models).is_dir():
        skip("expected the photos and models of scripts/setup test")
    os.environ["MIEN_MODELS"] = models
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        inputs = folder / "photos"
        inputs.mkdir()
        samples = sorted(Path(photos).glob("*.jpg"))
        for i in range(48):
            (inputs / f"{i:03}.jpg").symlink_to(samples[i % len(samples)])
        (inputs / "bad.jpg").write_bytes(b"no picture")
        for clip in (Path(photos).parent / "clips").glob("*.mp4"):
            for i in range(3):
                (inputs / f"{i:03}-{clip.name}").symlink_to(clip)
        (inputs / "bad.mp4").write_bytes(b"no clip")
        expected = folder / "expected.csv"
        subprocess.run([mien, "analyze", str(inputs), "--csv", str(expected), "-q", "--to", "4", "--threads", "1"],
                       check=False)
        run = folder / "run"
        subprocess.run([mien, "corpus", "plan", str(inputs), "-o", str(run), "--shards", "8", "-q", "--to", "4"],
                       check=True)
        with Slurm(folder) as slurm:
            submit(slurm, mien, run, folder, expected)


def submit(slurm, mien, run, folder, expected):
    jobs = []
    for output in ("first", "second"):
        result = slurm.run(mien, "corpus", "submit", run, "--engine", "slurm", "--format", "csv", "--memory", "0",
                           "-o", folder / output)
        jobs.append(result.stderr.split()[1].rstrip(":"))
    randomly = random.Random(19)
    requeued = killed = 0
    start = time.monotonic()
    while slurm.queue():
        assert time.monotonic() - start < 240, slurm.queue()
        running = [line.split()[0] for line in slurm.queue() if " RUNNING " in line and line.startswith(jobs[0] + "_")]
        workers = workers_of(run)
        if running and requeued < 2 and workers:
            requeued += slurm.run("scontrol", "requeue", running[0], check=False).returncode == 0
        elif workers and killed < 1:
            # On a busy machine more kills may all meet one photo, which is then rightly given up as one that kills its reader.
            try:
                os.kill(randomly.choice(workers), signal.SIGKILL)
                killed += 1
            except OSError:
                pass
        time.sleep(0.15 + 0.2 * randomly.random())
    assert requeued > 0 and killed > 0, (requeued, killed)
    for output in ("first", "second"):
        logs = "".join(path.read_text() for path in sorted((run / "logs").glob("*")))
        assert (folder / output / "_manifest.json").exists(), logs
        for name, rows in (("faces.csv", expected), ("faces-clips.csv", expected.with_stem("expected-clips"))):
            assert (folder / output / name).read_bytes() == rows.read_bytes(), (output, name)
    print(f"corpus.slurm: {requeued} tasks put back, {killed} worker killed, the same rows twice, in "
          f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])

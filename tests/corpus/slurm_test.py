"""Debian's Slurm on this machine, with ports, folders and a configuration of its own: an array and the merge behind it, a
task that is put back into the queue while it runs, workers that are killed, and two submissions at once. The data set is
the CSV of `mien analyze`.

usage: slurm_test.py MIEN PHOTOS MODELS
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SKIPPED = 77
PROGRAMS = ("slurmctld", "slurmd", "sbatch", "scontrol", "squeue")


def skip(reason):
    print(f"skipped: corpus.slurm: {reason}")
    sys.exit(SKIPPED)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Slurm:
    """A controller and one node, which end with this object by their files of process numbers."""

    def __init__(self, folder):
        self.folder = folder
        control, node = free_ports(2)
        for name in ("state", "spool"):
            (folder / name).mkdir()
        self.configuration = folder / "slurm.conf"
        self.configuration.write_text(f"""
ClusterName=mientest
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
AuthInfo=cred_expire=5
SlurmctldPort={control}
SlurmdPort={node}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SchedulerParameters=sched_interval=1,requeue_delay=1
KillWait=5
ReturnToService=2
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=test Nodes=localhost Default=YES MaxTime=INFINITE State=UP
""")
        self.environment = dict(os.environ, SLURM_CONF=str(self.configuration))
        # "-c" forgets what an earlier controller knew; there was none.
        self.run("slurmctld", "-c", "-f", self.configuration)
        self.run("slurmd", "-c", "-N", "localhost", "-f", self.configuration)

    def run(self, *command, check=True):
        result = subprocess.run([str(word) for word in command], env=self.environment, capture_output=True,
                                text=True, check=False)
        if check and result.returncode != 0:
            raise RuntimeError(f"{command}: {result.returncode}: {result.stdout}{result.stderr}")
        return result

    def wait_until_up(self):
        for _ in range(100):
            state = self.run("sinfo", "-h", "-o", "%t", check=False).stdout.strip()
            if state == "idle":
                return
            time.sleep(0.1)
        skip(f"expected a node that is idle, found {state or 'none'}: "
             f"{(self.folder / 'slurmd.log').read_text()[-500:] if (self.folder / 'slurmd.log').exists() else ''}")

    def queue(self):
        return self.run("squeue", "-h", "-a", "-r", "-o", "%i %T %r").stdout.split("\n")[:-1]

    def end(self):
        for name in ("slurmd", "slurmctld"):
            try:
                process = int((self.folder / f"{name}.pid").read_text())
                os.kill(process, signal.SIGTERM)
            except (OSError, ValueError):
                continue
            for _ in range(100):
                try:
                    os.kill(process, 0)
                except OSError:
                    break
                time.sleep(0.1)


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
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        skip(f"expected Slurm, found no {', '.join(missing)}; install slurmctld, slurmd and slurm-client")
    if os.getuid() != 0:
        skip("expected the rights of root, with which slurmd starts tasks, found none")
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
        expected = folder / "expected.csv"
        subprocess.run([mien, "analyze", str(inputs), "--csv", str(expected), "-q"], check=False)
        run = folder / "run"
        subprocess.run([mien, "corpus", "plan", str(inputs), "-o", str(run), "--shards", "8", "-q"], check=True)
        try:
            slurm = Slurm(folder)
        except RuntimeError as problem:
            skip(f"expected Slurm's programs to start here, found {problem}")
        try:
            slurm.wait_until_up()
            submit(slurm, mien, run, folder, expected)
        except BaseException:
            for name in ("slurmctld.log", "slurmd.log"):
                if (folder / name).exists():
                    print(name, (folder / name).read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            slurm.end()


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
        assert (folder / output / "faces.csv").read_bytes() == expected.read_bytes(), output
    print(f"corpus.slurm: {requeued} tasks put back, {killed} worker killed, the same rows twice, in "
          f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])

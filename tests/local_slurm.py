"""Debian's Slurm on this machine, with ports, folders and a configuration of its own, for tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

SKIPPED = 77
PROGRAMS = ("slurmctld", "slurmd", "sbatch", "scontrol", "squeue")


def skip(reason):
    """Ends the test, whose name is that of its script's folder."""
    print(f"skipped: {Path(sys.argv[0]).resolve().parent.name}.slurm: {reason}")
    sys.exit(SKIPPED)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def require_slurm():
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        skip(f"expected Slurm, found no {', '.join(missing)}; install slurmctld, slurmd and slurm-client")
    if os.getuid() != 0:
        skip("expected the rights of root, with which slurmd starts tasks, found none")


class Slurm:
    """A controller and one node of two processors, which end with the block by their files of process numbers."""

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

    def run(self, *command, check=True):
        result = subprocess.run([str(word) for word in command], env=self.environment, capture_output=True,
                                text=True, check=False)
        if check and result.returncode != 0:
            raise RuntimeError(f"{command}: {result.returncode}: {result.stdout}{result.stderr}")
        return result

    def __enter__(self):
        try:
            # "-c" forgets what an earlier controller knew; there was none.
            self.run("slurmctld", "-c", "-f", self.configuration)
            self.run("slurmd", "-c", "-N", "localhost", "-f", self.configuration)
            self.wait_until_up()
        except RuntimeError as problem:
            self.end()
            skip(f"expected Slurm's programs to start here, found {problem}")
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, kind, problem, trace):
        self.end()
        for name in ("slurmctld.log", "slurmd.log"):
            if problem is not None and (self.folder / name).exists():
                print(name, (self.folder / name).read_text()[-3000:], file=sys.stderr)

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

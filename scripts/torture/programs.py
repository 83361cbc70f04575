"""Runs and kills programs."""

import os
import resource
import signal
import subprocess
import tempfile
import time


class CannotBegin(Exception):
    """A program fails that nothing disturbs, so that there is nothing to compare with."""


class Ended:
    """How a program ended: its code (negative: the signal), what it printed, and what it took."""

    def __init__(self, code, output, errors, seconds, megabytes, timed_out):
        self.code = code
        self.output = output
        self.errors = errors
        self.seconds = seconds  # of the processor
        self.megabytes = megabytes  # at most in memory
        self.timed_out = timed_out


def run(command, most_seconds, most_megabytes, environment, folder=None):
    """Runs a program to its end, or kills it after so many seconds by the clock."""

    def limit():
        size = most_megabytes << 20
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
            env=environment, cwd=folder, preexec_fn=limit, start_new_session=True)
        end = time.monotonic() + most_seconds
        timed_out = False
        pause = 0.001
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > end:
                timed_out = True
                os.killpg(process.pid, signal.SIGKILL)
                pid, status, usage = os.wait4(process.pid, 0)
                break
            time.sleep(pause)
            pause = min(1.5 * pause, 0.05)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        return Ended(process.returncode, output.read().decode('utf8', 'replace'),
                     errors.read().decode('utf8', 'replace'), usage.ru_utime + usage.ru_stime,
                     usage.ru_maxrss >> 10, timed_out)


def kill_after(command, seconds, environment, folder=None):
    """Starts a program and kills it with all its children; returns its exit code, None if it was
    killed before its end."""
    process = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=environment, cwd=folder, start_new_session=True)
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        return None if code == -signal.SIGKILL else code

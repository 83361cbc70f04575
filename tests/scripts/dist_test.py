"""scripts/dist: the tarball of a commit is the same twice, whole, and holds nothing but the source."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def make(clone):
    result = run("scripts/dist", cwd=clone)
    assert result.returncode == 0, result.stderr
    file = clone / result.stdout.split()[1]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == result.stdout.split()[0]
    return file


def main(source):
    if run("git", "rev-parse", "HEAD", cwd=source).returncode != 0:
        print("skipped: dist.test: this is no repository of git")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        tarballs = []
        # Two clones in folders of different lengths; in one a file that is not of the source.
        for name in ("a", "another-clone"):
            clone = Path(folder) / name
            result = run("git", "-c", "advice.detachedHead=false", "clone", "-q", "--shared", source, clone, cwd=folder)
            assert result.returncode == 0, result.stderr
            # What is tested is the script as it is here.
            (clone / "scripts" / "dist").write_bytes((Path(source) / "scripts" / "dist").read_bytes())
            (clone / "scripts" / "dist").chmod(0o755)
            if name != "a":
                (clone / "private.txt").write_text("not of the source")
            tarballs.append(make(clone))
        first, second = (file.read_bytes() for file in tarballs)
        assert first == second, "expected the same bytes of two clones"
        listed = run("git", "ls-tree", "-r", "--name-only", "-z", "HEAD", cwd=source).stdout.split("\0")
        with tarfile.open(tarballs[1]) as tar:
            members = [member for member in tar.getmembers() if not member.isdir()]
        top = tarballs[0].name.removesuffix(".tar.gz")
        assert {member.name for member in members} == {f"{top}/{name}" for name in listed if name}
        assert {(member.uid, member.gid) for member in members} == {(0, 0)}
        wrong = run("scripts/dist", "no-such-commit", cwd=clone)
        assert wrong.returncode == 2 and "found no-such-commit" in wrong.stderr
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""kill -9 at random moments. Whatever was being written must be as it was before or as it is after, and
the next run must work and remove what was left."""

import hashlib
import json
import random
import shutil
import tarfile
import time

import seeds
from programs import CannotBegin, kill_after, run

MOST_MEGABYTES = 16384
MOST_SECONDS = 1800  # of a run that is not killed, by the clock; the machine may be busy


class Row:
    """What came of the kills of one command."""

    def __init__(self, name):
        self.name = name
        self.kills = self.ended = self.before = self.after = self.leftovers = 0
        self.faults = []


def temporary(folder):
    """The temporary files of mien below a folder."""
    return [path for path in folder.rglob('.mien-*')]


class Kills:
    def __init__(self, setting):
        self.setting = setting
        self.work = setting.work / 'kills'
        self.work.mkdir(parents=True)
        self.chosen = random.Random(f'kills {setting.seed}')
        (self.work / 'tiny.onnx').write_bytes(seeds.onnx())
        (self.work / 'identity.onnx').write_bytes(seeds.onnx(1024))
        for person, count in (('ann', 30), ('bob', 30), ('cy', 30)):
            (self.work / 'base' / person).mkdir(parents=True)
            for i in range(count):
                (self.work / 'base' / person / f'{i}.png').write_bytes(
                    seeds.plain_png(f'{person} {i}'))
        (self.work / 'more/eve').mkdir(parents=True)
        for i in range(60):
            (self.work / 'more/eve' / f'{i}.png').write_bytes(seeds.plain_png(f'eve {i}'))
        self.options = ['--detector', 'none', '--threads', '1', '-q']

    def mien(self, *words):
        return [self.setting.program, *words]

    def ended(self, command):
        return run(command, MOST_SECONDS, MOST_MEGABYTES, self.setting.environment, self.work)

    def must(self, command):
        ended = self.ended(command)
        if ended.code != 0:
            raise CannotBegin(f'{" ".join(map(str, command))}: {ended.errors}')
        return ended

    def seconds_of(self, command, make_ready):
        """How long a run takes that nothing disturbs, by the clock."""
        make_ready()
        start = time.monotonic()
        self.must(command)
        return time.monotonic() - start

    def kill(self, row, command, seconds):
        """Kills a run at a random moment; returns its exit code, None if it was killed."""
        code = kill_after(command, self.chosen.uniform(0, 1.05 * seconds), self.setting.environment,
                          self.work)
        if code is None:
            row.kills += 1
        else:
            row.ended += 1
            if code != 0:
                row.faults.append(f'exit code {code}')
        return code

    def gallery(self, count):
        """Yields rows of gallery build, build --force, add and remove."""
        identity = ['--model', self.work / 'identity.onnx', *self.options]
        folder = self.work / 'gallery'
        file = folder / 'g.gallery'

        def listing():
            if not file.exists():
                return None
            ended = self.ended(self.mien('gallery', 'list', file, '-q', '--photos', '--csv', '-'))
            if ended.code != 0:
                return f'unreadable: {ended.errors.strip()}'
            return frozenset(ended.output.splitlines()[1:])

        self.must(self.mien('gallery', 'build', self.work / 'base.gallery', self.work / 'base',
                            *identity))
        commands = {
            'gallery build': self.mien('gallery', 'build', file, self.work / 'base', *identity),
            'gallery build --force': self.mien('gallery', 'build', '--force', file,
                                               self.work / 'more', *identity),
            'gallery add': self.mien('gallery', 'add', file, self.work / 'more', *identity),
            'gallery remove': self.mien('gallery', 'remove', file, '--name', 'bob', '-q')}
        for name, command in commands.items():

            def make_ready():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                if name != 'gallery build':
                    shutil.copy(self.work / 'base.gallery', file)

            row = Row(name)
            make_ready()
            before = listing()
            seconds = self.seconds_of(command, make_ready)
            after = listing()
            for _ in range(count):
                make_ready()
                code = self.kill(row, command, seconds)
                found = listing()
                row.before += found == before
                row.after += found == after
                row.leftovers += len(temporary(folder))
                if found not in (before, after):
                    row.faults.append(f'found {found if isinstance(found, str) else "another content"}')
                if code == 0 and found != after:
                    row.faults.append('acknowledged and lost')
                if found is None:
                    next_run = self.ended(commands['gallery build'])
                else:
                    next_run = self.ended(self.mien('gallery', 'add', file, '--name', 'zoe',
                                                    self.work / 'more/eve/0.png', *identity))
                now = listing()
                if next_run.code != 0 or isinstance(now, str):
                    row.faults.append(f'the next run: {next_run.errors.strip()} {now}')
                if temporary(folder):
                    row.faults.append('the next run left the temporary files')
            yield row

    def whole(self, path, check):
        """Whether a file is absent or whole."""
        if not path.exists():
            return True
        try:
            return check(path)
        except (ValueError, tarfile.TarError, UnicodeDecodeError):
            return False

    def files(self, name, count, command, checks, folder):
        """A row of a command that writes files: each is absent, or whole."""
        def make_ready():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()

        row = Row(name)
        seconds = self.seconds_of(command, make_ready)
        for path, check in checks.items():
            if not path.exists() or not check(path):
                raise CannotBegin(f'{name}: expected a whole {path} of a whole run')
        for _ in range(count):
            make_ready()
            self.kill(row, command, seconds)
            there = [path.exists() for path in checks]
            row.before += not any(there)
            row.after += all(there)
            row.leftovers += len(temporary(folder))
            for path, check in checks.items():
                if not self.whole(path, check):
                    row.faults.append(f'half a {path.name}')
            next_run = self.ended(command)
            if next_run.code != 0:
                row.faults.append(f'the next run: {next_run.errors.strip()}')
            if temporary(folder):
                row.faults.append('the next run left the temporary files')
        return row

    def analyze(self, count):
        folder = self.work / 'analyze'

        def is_png(path):
            return path.read_bytes().endswith(b'IEND\xaeB`\x82')

        checks = {folder / 'a.json': lambda path: len(json.loads(path.read_text())) == 90,
                  folder / 'a.csv': lambda path: path.read_text().count('\n') == 91,
                  folder / 'a.html': lambda path: path.read_text().rstrip().endswith('</html>'),
                  folder / 'marked/ann/0.png': is_png,
                  folder / 'marked/cy/29.png': is_png}
        command = self.mien('analyze', self.work / 'base', '--model', self.work / 'tiny.onnx', '--json',
                            folder / 'a.json', '--csv', folder / 'a.csv', '--report',
                            folder / 'a.html', '--annotate', folder / 'marked', *self.options)
        yield self.files('analyze, photos', count, command, checks, folder)
        clip = self.setting.source / 'tests/data/clips/plain.mp4'
        size = []

        def is_mp4(path):
            # A whole one is as long as that of the whole run.
            size.append(path.stat().st_size)
            return size[-1] == size[0]

        checks = {folder / 'c.mp4': is_mp4,
                  folder / 'c.svg': lambda path: path.read_text().rstrip().endswith('</svg>'),
                  folder / 'c.csv': lambda path: path.read_text().endswith('\n')}
        command = self.mien('analyze', clip, '--model', self.work / 'tiny.onnx', '--csv',
                            folder / 'c.csv', '--annotate', folder / 'c.mp4', '--timeline',
                            folder / 'c.svg', *self.options)
        yield self.files('analyze, a clip', count, command, checks, folder)

    def prepare(self, count):
        rows = 'path,emotion,x,y,width,height\n'
        for person in ('ann', 'bob', 'cy'):
            for i in range(30):
                rows += f'base/{person}/{i}.png,happiness,2,2,12,12\n'
        (self.work / 'labels.csv').write_text(rows)
        folder = self.work / 'prepare'

        def is_tar(path):
            with tarfile.open(path) as archive:
                return len(archive.getnames()) == 91

        command = self.mien('prepare', self.work / 'labels.csv', '-o', folder / 'p.tar', '--threads',
                            '1', '-q')
        yield self.files('prepare', count, command, {folder / 'p.tar': is_tar}, folder)

    def fetch(self, count):
        folder = self.work / 'fetch'
        model = self.setting.shipped
        digests = {}

        def same(path):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            return digests.setdefault(path, digest) == digest

        command = ['env', f'MIEN_MODELS={folder}', *self.mien('models', 'fetch', '--force', *model)]
        checks = {folder / f'{name}.onnx': same for name in model}
        yield self.files('models fetch', count, command, checks, folder)

    def train(self, count):
        """Runs that are killed up to three times and then go on: they must end in the same bytes."""
        faces = self.work / 'faces'
        faces.mkdir()
        labels = ['neutral', 'happiness', 'anger']
        rows = 'path,split,emotion\n'
        for i in range(24):
            for label, name in enumerate(labels):
                (faces / f'{name}{i}.png').write_bytes(seeds.class_png(label, i))
                rows += f'{name}{i}.png,{"train" if i < 16 else "valid"},{name}\n'
        (faces / 'labels.csv').write_text(rows)
        recipe = self.work / 'tiny.toml'
        recipe.write_text(seeds.RECIPE)
        folder = self.work / 'train'
        command = self.mien('train', recipe, '-o', folder, '--threads', '1', '-q')
        row = Row('train, --resume')

        def make_ready():
            shutil.rmtree(folder, ignore_errors=True)

        seconds = self.seconds_of(command, make_ready)
        expected = (folder / 'tiny.onnx').read_bytes()
        while row.kills + row.ended < count:
            make_ready()
            code = None
            for _ in range(self.chosen.randrange(1, 4)):
                resume = ['--resume'] if (folder / 'checkpoint.pt').exists() else []
                if not resume:
                    make_ready()
                code = self.kill(row, command + resume, seconds)
                row.leftovers += len(temporary(folder)) if folder.exists() else 0
                if code is not None:
                    break
            if code is None:
                resume = ['--resume'] if (folder / 'checkpoint.pt').exists() else []
                row.before += not resume
                if not resume:
                    make_ready()
                next_run = self.ended(command + resume)
                if next_run.code != 0:
                    row.faults.append(f'the next run: {next_run.errors.strip()}')
                    continue
            same = (folder / 'tiny.onnx').read_bytes() == expected
            row.after += same
            if not same:
                row.faults.append('other bytes than of a run that nothing disturbed')
            if temporary(folder):
                row.faults.append('the next run left the temporary files')
        yield row

    def run(self, count):
        """Yields a row for each command; each is killed count / 9 times, but once at least."""
        each = max(1, count // 9)
        yield from self.gallery(each)
        yield from self.analyze(each)
        yield from self.prepare(each)
        if self.setting.shipped:
            yield from self.fetch(each)
        if self.setting.trains:
            yield from self.train(each)

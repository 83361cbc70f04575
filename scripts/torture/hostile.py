"""Mutated files of each kind, given to the commands that read them. Each must end with an exit code of
mien's and a message, in bounded time and memory, and each picture must have its row."""

import io
import json
import random
import shutil
import tarfile

import mutations
import seeds
from programs import CannotBegin, run

MOST_SECONDS = 20  # by the clock; the machine may be busy
MOST_CPU_SECONDS = 6
MOST_MEGABYTES = 4096
PICTURES_AT_ONCE = 25
# What only a programming error prints.
ODD_WORDS = ('std::', 'bad_alloc', 'terminate', 'basic_string', 'vector::', '_M_', 'unexpected:')


class Kind:
    """Files of one kind, and the command that reads one."""

    def __init__(self, name, share, good, command, ending, right=None, megabytes=MOST_MEGABYTES):
        self.name = name
        self.share = share  # of all files, relative
        self.good = good  # contents to start from
        self.command = command  # takes the paths of files
        self.ending = ending
        self.right = right  # makes checksums right
        self.megabytes = megabytes


class Row:
    """What came of the files of one kind."""

    def __init__(self, name):
        self.name = name
        self.files = self.read = self.refused = self.crashes = self.hangs = self.silent = 0
        self.megabytes = 0
        self.seconds = 0.0

    def faults(self):
        return self.crashes + self.hangs + self.silent


def fault_of(ended):
    """The name of a fault, or nothing."""
    if ended.timed_out or ended.seconds > MOST_CPU_SECONDS:
        return 'hangs'
    if ended.code < 0 or ended.code > 4:
        return 'crashes'
    if ended.code != 0 and not (ended.errors.strip() or ended.output.strip()):
        return 'silent'
    if any(word in ended.errors for word in ODD_WORDS):
        return 'silent'
    return None


class Hostile:
    def __init__(self, setting):
        self.setting = setting
        self.work = setting.work / 'hostile'
        self.work.mkdir(parents=True)
        self.found = setting.found
        self.kinds = self.make_kinds()

    def mien(self, *words):
        return [self.setting.program, *words]

    def make_kinds(self):
        work = self.work
        source = self.setting.source
        (work / 'tiny.onnx').write_bytes(seeds.onnx())
        (work / 'identity.onnx').write_bytes(seeds.onnx(64))
        for person in ('ann', 'bob'):
            (work / 'people' / person).mkdir(parents=True)
            for i in range(4):
                picture = seeds.plain_png(f'{person} {i}')
                (work / 'people' / person / f'{i}.png').write_bytes(picture)
        photo = work / 'people/ann/0.png'
        plain = ['--detector', 'none', '--threads', '1', '-q']
        tiny = ['--model', work / 'tiny.onnx', *plain]
        identity = ['--model', work / 'identity.onnx', *plain]

        def corpus(name):
            return [path.read_bytes() for path in sorted((source / 'fuzz/corpus' / name).iterdir())
                    if path.stat().st_size]

        def data(pattern):
            return [path.read_bytes() for path in sorted((source / 'tests/data').glob(pattern))]

        pictures = [path.read_bytes() for path in sorted((source / 'tests/data/media').iterdir())
                    if path.suffix != '.py'] + corpus('decode_image')
        pictures.append(seeds.class_png(1, 1))
        kinds = [
            Kind('pictures', 40, pictures,
                 lambda files: self.mien('analyze', *files, '--jsonl', '-', *tiny), '.png',
                 mutations.right_png),
            Kind('clips', 6, data('clips/*.mp4') + data('clips/*.mkv') + data('clips/*.avi') +
                 data('clips/*.ts'),
                 lambda files: self.mien('analyze', *files, '--csv', '-', *tiny), '.mp4'),
            Kind('models, read', 8, [seeds.onnx(), seeds.onnx(64)],
                 lambda files: self.mien('analyze', photo, '--json', '-', '--model', *files, *plain),
                 '.onnx'),
            Kind('models, shown', 2, [seeds.onnx(), seeds.onnx(64)],
                 lambda files: self.mien('models', 'show', *files), '.onnx'),
            Kind('models, converted', 2, [seeds.onnx(), seeds.onnx(64)],
                 lambda files: self.mien('models', 'convert', '--importer', 'onnx', *files, '-o',
                                         work / 'converted.onnx'), '.onnx'),
            Kind('weights, PyTorch', 6, corpus('pytorch_file'),
                 lambda files: self.mien('models', 'import', *files, '--as',
                                         'state_vggface2_enet0.pt', '-o', work / 'x.onnx'), '.pt',
                 mutations.right_zip),
            Kind('weights, Keras', 6, corpus('keras_h5'),
                 lambda files: self.mien('models', 'import', *files, '--as', 'vgg2_mobilenet.h5',
                                         '-o', work / 'x.onnx'), '.h5'),
            Kind('catalogues', 2, [(source / 'models/catalogue.json').read_bytes()],
                 lambda files: ['env', f'MIEN_CATALOGUE={files[0]}',
                                *self.mien('models', 'list')], '.json'),
        ]
        kinds += self.galleries(photo, identity)
        kinds += self.classifiers()
        kinds += self.tables(tiny)
        if self.setting.trains:
            # The pictures are not there, so that a recipe that is good still ends at once.
            kinds.append(Kind('recipes', 4, [seeds.RECIPE.encode()],
                              lambda files: self.mien('train', *files, '-o', work / 'run',
                                                      '--threads', '1', '-q'), '.toml',
                              megabytes=16384))
        return kinds

    def must(self, command):
        ended = run(command, 120, MOST_MEGABYTES, self.setting.environment)
        if ended.code != 0:
            raise CannotBegin(f'{" ".join(map(str, command))}: {ended.errors}')

    def galleries(self, photo, identity):
        gallery = self.work / 'good.gallery'
        people = self.work / 'people'
        self.must(self.mien('gallery', 'build', gallery, people / 'ann', '--name', 'ann', *identity))
        self.must(self.mien('gallery', 'add', gallery, people / 'bob', '--name', 'bob', *identity))
        good = [gallery.read_bytes()]
        return [
            Kind('galleries, listed', 4, good,
                 lambda files: self.mien('gallery', 'list', *files, '--photos'), '.gallery',
                 mutations.right_gallery),
            Kind('galleries, searched', 3, good,
                 lambda files: self.mien('identify', '--gallery', *files, photo, '--top', '3',
                                         *identity), '.gallery', mutations.right_gallery),
            Kind('galleries, added to', 3, good,
                 lambda files: self.mien('gallery', 'add', *files, photo, '--name', 'cy', *identity),
                 '.gallery', mutations.right_gallery)]

    def classifiers(self):
        table = self.work / 'd.npy'
        index = 'clip,label\n' + ''.join(f'c{i},l{i % 3}\n' for i in range(30))
        table.write_bytes(seeds.npy(30, 4))
        (self.work / 'd.npy.csv').write_text(index)
        good = []
        for kind in ('linear-svc', 'rbf-svm', 'random-forest', 'nearest-neighbours'):
            path = self.work / f'{kind}.mienclf'
            trees = ['--trees', '3'] if kind == 'random-forest' else []
            self.must(self.mien('fit', table, '-o', path, '--kind', kind, '--folds', '0', '--threads',
                                '1', '-q', *trees))
            good.append(path.read_bytes())
        folds = ['--folds', '2', '--resamples', '10', '--threads', '1']
        return [
            Kind('classifiers', 4, good,
                 lambda files: self.mien('predict', *files, table, '--threads', '1'), '.mienclf'),
            Kind('descriptors', 2, [table.read_bytes()],
                 lambda files: self.mien('fit', *files, '--index', self.work / 'd.npy.csv', *folds),
                 '.npy'),
            Kind('indexes', 1, [index.encode()],
                 lambda files: self.mien('fit', table, '--index', *files, *folds), '.csv')]

    def tables(self, tiny):
        rows = 'path,split,emotion\n'
        for i in range(4):
            rows += f'people/ann/{i}.png,valid,happiness\npeople/bob/{i}.png,train,"anger"\n'
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode='w', format=tarfile.PAX_FORMAT) as archive:
            for name, text in [('labels.csv', rows.encode())] + [
                    (f'people/{person}/{i}.png', seeds.plain_png(f'{person} {i}'))
                    for person in ('ann', 'bob') for i in range(4)]:
                entry = tarfile.TarInfo(name)
                entry.size = len(text)
                archive.addfile(entry, io.BytesIO(text))
        network = self.work / 'tiny.onnx'
        options = ['--resamples', '10', '--threads', '1', '-q']
        return [
            Kind('manifests', 3, [rows.encode()],
                 lambda files: self.mien('evaluate', network, *files, '--json', '-', *options), '.csv'),
            Kind('archives, scored', 3, [tar.getvalue()],
                 lambda files: self.mien('evaluate', network, *files, '--json', '-', '--max-corrupt',
                                         '100', *options), '.tar', mutations.right_tar),
            Kind('archives, cut', 1, [tar.getvalue()],
                 lambda files: self.mien('prepare', *files, '-o', self.work / 'out.tar',
                                         '--max-corrupt', '100', '--no-face', 'whole', '--threads',
                                         '1', '-q'), '.tar', mutations.right_tar)]

    def keep(self, row, fault, files, ended):
        """Keeps what led to a fault; of one kind of fault a few are enough."""
        setattr(row, fault, getattr(row, fault) + 1)
        if row.faults() > 20:
            return
        self.found.mkdir(parents=True, exist_ok=True)
        for file in files:
            name = f'{row.name.replace(", ", "-").replace(" ", "-")}-{fault}-{row.files}{file.suffix}'
            shutil.copy(file, self.found / name)
        self.setting.say(f'{row.name}: {fault}, exit code {ended.code}: {ended.errors[-300:].strip()}')

    def errors_of(self, ended):
        """The error of each picture that has a row, by its path; an animation is a clip."""
        rows = [json.loads(line) for line in ended.output.splitlines()]
        return {row.get('file', row.get('clip')): row.get('error') for row in rows}

    def one_run(self, kind, row, files, chosen):
        for file in files:
            data = mutations.mutate(chosen.choice(kind.good), chosen, kind.good)
            if kind.right and chosen.random() < 0.6:
                data = kind.right(data)
            file.write_bytes(data)
        ended = run(kind.command(files), MOST_SECONDS, kind.megabytes, self.setting.environment)
        row.files += len(files)
        row.megabytes = max(row.megabytes, ended.megabytes)
        row.seconds = max(row.seconds, ended.seconds)
        fault = fault_of(ended)
        tabled = kind.name == 'pictures'
        errors = self.errors_of(ended) if tabled and not fault else {}
        if not fault and tabled and any(str(file) not in errors for file in files):
            fault = 'silent'
        if fault:
            self.keep(row, fault, files, ended)
        elif tabled:
            failed = sum(bool(error) for error in errors.values())
            row.refused += failed
            row.read += len(files) - failed
        elif ended.code == 0:
            row.read += 1
        else:
            row.refused += 1

    def run(self, count):
        """Yields a row for each kind; the files are `count` together, but one of each at least."""
        shares = sum(kind.share for kind in self.kinds)
        for kind in self.kinds:
            row = Row(kind.name)
            chosen = random.Random(f'{kind.name} {self.setting.seed}')
            left = max(1, count * kind.share // shares)
            while left > 0:
                at_once = min(left, PICTURES_AT_ONCE) if kind.name == 'pictures' else 1
                files = [self.work / f'm{i}{kind.ending}' for i in range(at_once)]
                self.one_run(kind, row, files, chosen)
                left -= at_once
            yield row

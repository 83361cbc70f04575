"""Small good files of each kind, which are then mutated: written here without any library, or taken from
the tests."""

import json
import random
import struct
import zlib


def png(width, height, draw):
    """A PNG; `draw` gives red, green and blue of a pixel."""
    rows = b''.join(b'\0' + bytes(value for x in range(width) for value in draw(x, y))
                    for y in range(height))

    def chunk(name, data):
        return (struct.pack('>I', len(data)) + name + data +
                struct.pack('>I', zlib.crc32(name + data)))

    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def plain_png(seed, side=16):
    """One colour, drawn by the seed."""
    chosen = random.Random(seed)
    colour = tuple(chosen.randrange(20, 256) for _ in range(3))
    return png(side, side, lambda x, y: colour)


def class_png(label, number):
    """A picture of one of three classes: its colour and the place of a bright bar tell which."""
    noise = random.Random(f'{label} {number}')
    colours = [(180, 60, 60), (60, 170, 60), (60, 70, 190)]

    def draw(x, y):
        bar = 30 if y // 8 == label else 0
        return [max(0, min(255, value + bar + noise.randrange(-30, 30))) for value in colours[label]]

    return png(32, 32, draw)


# Protocol buffers, as far as an .onnx needs them.

def varint(number):
    text = b''
    while number > 0x7f:
        text += bytes([number & 0x7f | 0x80])
        number >>= 7
    return text + bytes([number])


def field(number, value):
    """A field of a message: a number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor_type(name, sides):
    """ValueInfoProto of floats with a first dimension of any size."""
    dimensions = field(1, field(2, 'N')) + b''.join(field(1, field(1, side)) for side in sides)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dimensions)))


def onnx(numbers=0, side=4):
    """A network that gives the mean of each channel as an emotion; with `numbers` a fixed projection of
    it to so many numbers as an identity feature."""
    axes = field(1, 'axes') + field(20, 7) + field(8, 2) + field(8, 3)
    keep = field(1, 'keepdims') + field(20, 2) + field(3, 0)
    nodes = field(1, field(1, 'pixels') + field(2, 'means') + field(4, 'ReduceMean') +
                  field(5, axes) + field(5, keep))
    output = tensor_type('means', [3])
    head = {'output': 'means', 'attribute': 'emotion', 'kind': 'classes', 'activation': 'softmax',
            'labels': ['anger', 'neutral', 'happiness']}
    weights = b''
    if numbers:
        drawn = random.Random(1)
        values = struct.pack(f'<{3 * numbers}f', *(drawn.gauss(0, 1) for _ in range(3 * numbers)))
        weights = field(5, field(1, 3) + field(1, numbers) + field(2, 1) + field(8, 'w') +
                        field(9, values))
        nodes += field(1, field(1, 'means') + field(1, 'w') + field(2, 'feature') +
                       field(4, 'MatMul'))
        output = tensor_type('feature', [numbers])
        head = {'output': 'feature', 'attribute': 'identity', 'kind': 'identity',
                'operating_points': [{'distance': 0.3, 'false_accepts': 0.001, 'true_accepts': 0.8,
                                      'genuine_pairs': 100, 'impostor_pairs': 10000, 'data': 'drawn'}]}
    graph = nodes + field(2, 'tiny') + weights + field(11, tensor_type('pixels', [3, side, side]))
    graph += field(12, output)
    metadata = {'version': 1, 'id': 'tiny', 'task': 'test', 'licence': 'CC0-1.0', 'data_terms': 'none',
                'input': {'width': side, 'height': side, 'colour': 'rgb', 'layout': 'nchw',
                          'mean': [0, 0, 0], 'scale': [1 / 255] * 3, 'resize': 'bilinear'},
                'crop': {'margin': 0, 'shape': 'box', 'alignment': 'none'}, 'heads': [head],
                'scores': []}
    properties = field(1, 'mien') + field(2, json.dumps(metadata))
    return (field(1, 7) + field(8, field(1, '') + field(2, 13)) + field(7, graph) +
            field(14, properties))


def npy(rows, columns, seed=1):
    """An array of drawn numbers."""
    drawn = random.Random(seed)
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}"
    head = head.ljust(117) + '\n'
    values = [drawn.gauss(i % columns == 0 and i // columns % 3 * 3, 1) for i in range(rows * columns)]
    return (b'\x93NUMPY\x01\0' + struct.pack('<H', len(head)) + head.encode() +
            struct.pack(f'<{len(values)}f', *values))


RECIPE = '''name = "tiny"
task = "emotion"
licence = "CC0-1.0"
data_terms = "generated"
seed = 3
checkpoint_minutes = 0
max_corrupt_share = 0.05
[network]
architecture = "mobilenet-v1"
dropout = 0.1
momentum = 0.3
[input]
size = 32
mean = [127.5, 127.5, 127.5]
scale = [0.0078, 0.0078, 0.0078]
[[heads]]
attribute = "emotion"
kind = "classes"
labels = ["neutral", "happiness", "anger"]
[[data]]
path = "faces"
use = "train"
split = { value = "train" }
[[data.labels]]
attribute = "emotion"
names = { column = "emotion" }
[[data]]
path = "faces"
use = "validate"
split = { value = "valid" }
[[data.labels]]
attribute = "emotion"
names = { column = "emotion" }
[augment.geometry]
flip = 0.5
shift = 0.05
[[stages]]
name = "all"
train = "all"
epochs = 3
batch = 16
learning_rate = 2e-3
head_learning_rate = 5e-3
gradient_clip = 5
average = 0.9
warm_up_steps = 3
'''

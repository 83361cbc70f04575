"""Mutated files, and checksums that are made right again so that a mutation gets past them."""

import struct
import zlib

NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 46341, 100000, 0x7fffffff,
           0x80000000, 0xffffffff]


def mutate(data, chosen, others):
    """One to several changes: bits, bytes, cuts, runs, numbers that are often limits, splices.
    @param chosen a random.Random
    @param others good files of the same kind"""
    data = bytearray(data)
    kind = chosen.randrange(9)
    for _ in range(chosen.choice([1, 1, 1, 2, 4, 8])):
        if not data:
            break
        # Half of the changes hit the head of the file, where its sizes are.
        at = chosen.randrange(len(data) if chosen.random() < 0.5 else min(len(data), 400))
        if kind == 0:
            data[at] ^= 1 << chosen.randrange(8)
        elif kind == 1:
            data[at] = chosen.randrange(256)
        elif kind == 2:
            return bytes(data[:at])
        elif kind == 3:
            width = chosen.choice([1, 2, 4])
            number = chosen.choice(NUMBERS) & (1 << 8 * width) - 1
            data[at:at + width] = number.to_bytes(width, chosen.choice(['big', 'little']))
        elif kind == 4:
            del data[at:at + chosen.randrange(1, 64)]
        elif kind == 5:
            data[at:at] = bytes(chosen.randrange(256) for _ in range(chosen.randrange(1, 64)))
        elif kind == 6:
            data[at:at] = data[at:at + chosen.randrange(1, 200)]
        elif kind == 7:
            length = chosen.randrange(1, 400)
            data[at:at + length] = bytes([chosen.choice([0, 255, chosen.randrange(256)])]) * length
        else:
            other = chosen.choice(others)
            data = bytearray(data[:at] + other[chosen.randrange(len(other) + 1):])
    return bytes(data)


def right_png(data):
    """The CRCs of a PNG's chunks."""
    data = bytearray(data)
    at = 8
    while data[:4] == b'\x89PNG' and at + 12 <= len(data):
        length = struct.unpack_from('>I', data, at)[0]
        end = at + 8 + length
        if end + 4 > len(data):
            break
        struct.pack_into('>I', data, end, zlib.crc32(data[at + 4:end]))
        at = end + 4
    return bytes(data)


def right_gallery(data):
    """The CRCs of a gallery's header and closing records (docs/guides/identity.md)."""
    data = bytearray(data)
    try:
        name = struct.unpack_from('<I', data, 16)[0]
        start = 24 + name
        if start > len(data):
            return bytes(data)
        struct.pack_into('<I', data, start - 4, zlib.crc32(data[:start - 4]))
        at = data.find(b'MIENEND\n')
        while 0 <= at <= len(data) - 32:
            struct.pack_into('<Q', data, at + 8, at)
            struct.pack_into('<I', data, at + 24, zlib.crc32(data[start:at]))
            struct.pack_into('<I', data, at + 28, zlib.crc32(data[at:at + 28]))
            start = at + 32
            at = data.find(b'MIENEND\n', start)
    except struct.error:
        pass
    return bytes(data)


def right_tar(data):
    """The checksums of a tar's headers."""
    data = bytearray(data)
    for at in range(0, len(data) - 511, 512):
        if data[at + 257:at + 262] == b'ustar':
            data[at + 148:at + 156] = b' ' * 8
            data[at + 148:at + 156] = b'%06o\0 ' % sum(data[at:at + 512])
    return bytes(data)


def right_zip(data):
    """The CRCs of a zip's stored files."""
    data = bytearray(data)
    at = data.find(b'PK\x01\x02')
    try:
        while at >= 0:
            size = struct.unpack_from('<I', data, at + 20)[0]
            offset = struct.unpack_from('<I', data, at + 42)[0]
            start = offset + 30 + sum(struct.unpack_from('<HH', data, offset + 26))
            struct.pack_into('<I', data, at + 16, zlib.crc32(data[start:start + size]))
            at = data.find(b'PK\x01\x02', at + 4)
    except struct.error:
        pass
    return bytes(data)

#!/usr/bin/python3
"""Makes the pictures beside this file and the corpus of the fuzzer of decode_image.

Needs Debian's python3-pil. The results are committed.
"""

import struct
import zlib
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
WIDTH, HEIGHT = 21, 18


def gradient(mode="RGB"):
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            picture.putpixel((x, y), (12 * x, 14 * y, 255 - 6 * (x + y)))
    return picture if mode == "RGB" else picture.convert(mode)


def with_alpha():
    picture = gradient("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize((WIDTH, HEIGHT)))
    return picture


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def interlaced_png():
    picture = gradient()
    data = b""
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    for x0, y0, dx, dy in passes:
        for y in range(y0, HEIGHT, dy):
            row = b"".join(bytes(picture.getpixel((x, y))) for x in range(x0, WIDTH, dx))
            data += b"\0" + row if row else b""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 1)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


def tiled_tiff():
    """Big-endian, four tiles of 16 x 16."""
    picture = gradient()
    side, tiles = 16, []
    for ty in range(0, HEIGHT, side):
        for tx in range(0, WIDTH, side):
            tiles.append(picture.crop((tx, ty, tx + side, ty + side)).tobytes())
    tiles = [zlib.compress(tile) for tile in tiles]
    fields = 11
    extra = 8 + 2 + 12 * fields + 4
    data_start = extra + 6 + 16 + 16
    offsets, at = [], data_start
    for tile in tiles:
        offsets.append(at)
        at += len(tile)
    short = lambda tag, value: struct.pack(">HHIHH", tag, 3, 1, value, 0)
    ifd = struct.pack(">H", fields)
    ifd += short(256, WIDTH) + short(257, HEIGHT) + struct.pack(">HHII", 258, 3, 3, extra)
    ifd += short(259, 8) + short(262, 2) + short(277, 3) + short(284, 1) + short(322, side) + short(323, side)
    ifd += struct.pack(">HHII", 324, 4, 4, extra + 6) + struct.pack(">HHII", 325, 4, 4, extra + 22)
    ifd += struct.pack(">I", 0)
    body = struct.pack(">3H", 8, 8, 8) + struct.pack(">4I", *offsets) + struct.pack(">4I", *map(len, tiles))
    return b"MM\0*" + struct.pack(">I", 8) + ifd + body + b"".join(tiles)


def blocks():
    """Four pictures: a block of one colour moves to the right over what is transparent."""
    colours = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0))
    pictures = []
    for i, colour in enumerate(colours):
        picture = Image.new("RGBA", (24, 18), (0, 0, 0, 0))
        picture.paste((*colour, 255), (6 * i, 0, 6 * i + 6, 18))
        pictures.append(picture)
    return pictures


def only_first(webp):
    """An animated WebP cut behind its first picture."""
    end = webp.index(b"ANMF", webp.index(b"ANMF") + 4)
    return webp[:4] + struct.pack("<I", end - 8) + webp[8:end]


def main():
    gradient("CMYK").save(HERE / "cmyk.jpg", quality=90)
    palette = gradient().quantize(16)
    palette.save(HERE / "palette.png", transparency=3)
    palette.save(HERE / "palette.bmp")
    palette.save(HERE / "palette.tif")
    gradient("1").save(HERE / "bilevel.png")
    gradient("1").save(HERE / "bilevel.bmp")
    gradient("1").save(HERE / "bilevel.tif", compression="group4")
    gradient("CMYK").save(HERE / "cmyk.tif", compression="tiff_adobe_deflate")
    gradient().save(HERE / "jpeg.tif", compression="jpeg", quality=90)
    with_alpha().save(HERE / "alpha.tif", compression="tiff_adobe_deflate")
    with_alpha().save(HERE / "alpha.webp", lossless=True, exact=True)
    with_alpha().save(HERE / "alpha.bmp")
    grey = Image.new("L", (9, 7), 200)
    gradient().save(HERE / "two_pages.tif", compression="tiff_lzw", save_all=True, append_images=[grey])
    gradient().save(HERE / "animated.webp", save_all=True, append_images=[gradient().rotate(180)], duration=100)
    gradient().save(HERE / "animated.png", save_all=True, append_images=[gradient().rotate(180)], duration=100)
    first, *others = blocks()
    animation = dict(save_all=True, append_images=others, duration=[100, 200, 300, 400], loop=0)
    # Pillow 9.4 writes black in the place of what is transparent in a GIF.
    white = [Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB") for picture in blocks()]
    white[0].save(HERE / "blocks.gif", **{**animation, "append_images": white[1:]})
    first.save(HERE / "blocks.png", disposal=[0, 1, 2, 0], **animation)
    first.save(HERE / "blocks.webp", lossless=True, **animation)
    (HERE / "single.webp").write_bytes(only_first((HERE / "blocks.webp").read_bytes()))
    palette.save(HERE / "palette.gif", interlace=0)
    palette.save(HERE / "interlaced.gif", interlace=1)
    (HERE / "interlaced.png").write_bytes(interlaced_png())
    (HERE / "tiled.tif").write_bytes(tiled_tiff())
    gradient().save(HERE / "gradient.png")
    Image.new("F", (4, 4), 0.5).save(HERE / "float.tif")
    make_corpus(HERE.parents[2] / "fuzz" / "corpus" / "decode_image")


def exif(orientation):
    data = Image.Exif()
    data[274] = orientation
    return data


def make_corpus(folder):
    """What the fuzzer of decode_image starts from: each kind whole, some cut short, some no pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("cmyk.jpg", "palette.png", "interlaced.png", "alpha.webp", "animated.webp", "palette.bmp", "bilevel.bmp",
                 "bilevel.tif", "tiled.tif", "jpeg.tif", "palette.tif", "two_pages.tif", "palette.gif", "interlaced.gif",
                 "blocks.gif", "blocks.png", "blocks.webp"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    gradient().save(folder / "turned.jpg", quality=60, exif=exif(6))
    gradient().save(folder / "progressive.jpg", quality=60, progressive=True)
    gradient().save(folder / "turned.png", exif=exif(8))
    gradient().save(folder / "lossy.webp", quality=50, exif=exif(3))
    gradient("L").save(folder / "grey.jpg", quality=60)
    for name in ("turned.jpg", "turned.png", "lossy.webp", "palette.bmp", "tiled.tif"):
        data = (folder / name).read_bytes()
        (folder / ("cut-" + name)).write_bytes(data[:len(data) * 2 // 3])
    (folder / "empty").write_bytes(b"")
    (folder / "text.jpg").write_bytes(b"This is text.")
    (folder / "bomb.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)))


if __name__ == "__main__":
    main()

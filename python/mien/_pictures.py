"""What people give as a picture: a path, the bytes of a file, an array, a PIL image."""

import os

import numpy

from ._mien import annotated_jpeg, decode_picture, read_picture
from ._tables import error


def is_path(picture):
    return isinstance(picture, (str, os.PathLike))


def is_encoded(picture):
    return isinstance(picture, (bytes, bytearray, memoryview))


def pixels_of(picture):
    """An array of a PIL image, turned upright by its EXIF tag, or the array itself."""
    if isinstance(picture, numpy.ndarray):
        return picture
    if hasattr(picture, "convert") and hasattr(picture, "size"):
        from PIL import ImageOps

        return numpy.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
    raise TypeError("picture: expected a path, the bytes of a file, a numpy array or a PIL image, "
                    f"found {type(picture).__name__}")


def answer(analyzer, picture, *, bgr, attributes):
    """The ImageResult of one picture.

    `analyzer` is the one of `_mien`; a path may be any that `os.fspath` takes.
    """
    if bgr and not isinstance(picture, numpy.ndarray):
        raise error("usage", "bgr: expected a numpy array, "
                    f"found {type(picture).__name__}, whose colours are known")
    if is_path(picture):
        return analyzer.analyze_file(picture, attributes)
    if is_encoded(picture):
        return analyzer.analyze_bytes(bytes(picture), attributes)
    return analyzer.analyze_pixels(pixels_of(picture), bgr, attributes)


def drawn(picture, result, *, bgr, longest_side):
    """The picture with the boxes of its faces as the bytes of a JPEG."""
    if is_path(picture):
        pixels = read_picture(picture)
    elif is_encoded(picture):
        pixels = decode_picture(bytes(picture))
    else:
        pixels = pixels_of(picture)
        if pixels.ndim == 2:
            pixels = numpy.repeat(pixels[:, :, None], 3, axis=2)
        pixels = pixels[:, :, 2::-1] if bgr else pixels[:, :, :3]
    return annotated_jpeg(numpy.ascontiguousarray(pixels), result, longest_side)

"""Photos: what Python says must be what `mien analyze` writes, to the digit."""

import io
import json
import threading
from decimal import ROUND_HALF_UP, Decimal

import numpy
import pytest

import mien


def rounded(value, digits):
    """As mien rounds: half away from zero."""
    exact = Decimal(abs(float(value)) * 10**digits)
    result = float(exact.quantize(Decimal(1), ROUND_HALF_UP)) / 10**digits
    return result if value >= 0 else -result


def expect_faces(faces, row):
    """Each number of the arrays, rounded, is the one of the JSON."""
    assert (faces.width, faces.height) == (row["width"], row["height"])
    assert len(faces) == len(row["faces"])
    for i, expected in enumerate(row["faces"]):
        assert [rounded(v, 1) for v in faces.boxes[i]] == expected["box"]
        assert rounded(faces.scores[i], 4) == expected["score"]
        assert [[rounded(v, 1) for v in p] for p in faces.landmarks[i]] == expected["landmarks"]
        assert rounded(faces.ages[i], 1) == expected["age"]
        found = dict(zip(mien.EMOTIONS, (rounded(v, 4) for v in faces.emotions[i])))
        assert found == expected["emotion"]["probabilities"]
        valence, arousal = (rounded(v, 4) for v in faces.valence_arousal[i])
        assert {"valence": valence, "arousal": arousal} == expected["affect"]
        pose = dict(zip(("yaw", "pitch", "roll"), (rounded(v, 1) for v in faces.poses[i])))
        assert pose == expected["pose"]
        face = faces[i]
        assert face.emotion.label == expected["emotion"]["label"]
        for name in ("gender", "ethnicity"):
            answer = getattr(face, name)
            assert answer.label == expected[name]["label"]
            found = {label: rounded(answer[label], 4) for label in answer}
            assert found == expected[name]["probabilities"]
            assert list(answer) == list(expected[name]["probabilities"])
        assert [rounded(v, 1) for v in face.age_interval] == [expected["age_low"],
                                                              expected["age_high"]]


def test_equals_the_program(photos, rows):
    for photo, row in zip(photos, rows(*photos)):
        faces = mien.analyze(photo)
        assert json.loads(faces.to_json()) == row
        assert faces.to_dict() == row
        expect_faces(faces, row)


def test_identity_equals_the_program(photo, cli, analyzer, tmp_path):
    output = cli("analyze", photo, "--jsonl", "-", "-q", "--embeddings", tmp_path / "f.npy")
    faces = analyzer.analyze(photo)
    assert faces.to_json() + "\n" == output
    assert numpy.array_equal(faces.identity, numpy.load(tmp_path / "f.npy"))
    assert faces.identity.dtype == numpy.float32
    assert numpy.allclose(numpy.linalg.norm(faces.identity, axis=1), 1, atol=1e-5)
    assert [rounded(face.quality, 2) for face in faces] == [
        face["quality"] for face in json.loads(output)["faces"]]


def test_options_equal_the_program(photo, rows):
    cases = [
        ({"detector": "mtcnn"}, ["--detector", "mtcnn"]),
        ({"detector": "rfb", "max_faces": 1}, ["--detector", "rfb", "--max-faces", "1"]),
        ({"attributes": ["emotion"], "contempt": False}, ["--attributes", "emotion",
                                                          "--no-contempt"]),
        ({"precision": "float"}, ["--precision", "float"]),
        ({"age_top": 5, "gender_threshold": 0.001}, ["--age-top", "5", "--gender-threshold",
                                                     "0.001"]),
        ({"max_yaw": 10}, ["--max-yaw", "10"]),
    ]
    for options, arguments in cases:
        assert mien.Analyzer(**options).analyze(photo).to_dict() == rows(photo, *arguments)[0]


def test_every_kind_of_picture(photo):
    image = pytest.importorskip("PIL.Image")
    expected = mien.analyze(photo).to_dict()
    with open(photo, "rb") as file:
        data = file.read()
    from pathlib import Path

    assert mien.analyze(Path(photo)).to_dict() == expected
    expected["file"] = ""
    for encoded in (data, bytearray(data), memoryview(data)):
        assert mien.analyze(encoded).to_dict() == expected
    # The same pixels, without loss, in every layout.
    from mien._mien import decode_picture

    rgb = decode_picture(data)
    assert rgb.shape == (expected["height"], expected["width"], 3) and rgb.dtype == numpy.uint8
    opaque = numpy.dstack([rgb, numpy.full(rgb.shape[:2], 7, numpy.uint8)])
    wide = numpy.zeros((rgb.shape[0], rgb.shape[1] + 9, 3), numpy.uint8)
    wide[:, :-9] = rgb
    for pixels, bgr in [(rgb, False), (rgb[:, :, ::-1], True), (opaque, False), (wide[:, :-9], False),
                        (numpy.asfortranarray(rgb), False), (rgb[::-1][::-1], False)]:
        assert mien.analyze(pixels, bgr=bgr).to_dict() == expected
    assert mien.analyze(image.fromarray(rgb)).to_dict() == expected
    png = io.BytesIO()
    image.fromarray(rgb).save(png, "PNG")
    assert mien.analyze(png.getvalue()).to_dict() == expected


def test_grey_arrays(photo):
    image = pytest.importorskip("PIL.Image")
    grey = numpy.asarray(image.open(photo).convert("L"))
    tripled = numpy.repeat(grey[:, :, None], 3, axis=2)
    assert mien.analyze(grey).to_dict() == mien.analyze(tripled).to_dict()


def test_pil_images_are_turned_upright(photo, tmp_path):
    image = pytest.importorskip("PIL.Image")
    picture = image.open(photo)
    exif = picture.getexif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    picture.save(tmp_path / "turned.png", exif=exif)
    found = mien.analyze(image.open(tmp_path / "turned.png"))
    assert (found.width, found.height) == (picture.height, picture.width)
    expected = mien.analyze(str(tmp_path / "turned.png")).to_dict()
    assert found.to_dict() == {**expected, "file": ""}


def test_no_face_is_a_result():
    faces = mien.analyze(numpy.zeros((50, 60, 3), numpy.uint8))
    assert len(faces) == 0 and faces.error is None
    assert faces.boxes.shape == (0, 4) and faces.landmarks.shape == (0, 5, 2)
    assert faces.emotions.shape == (0, 8) and faces.identity.shape == (0, 0)
    assert faces.valence_arousal.shape == (0, 2)


def test_the_main_face_is_large_and_near_the_middle(photo):
    faces = mien.analyze(photo)
    x, y, width, height = faces.boxes.T.astype(float)
    off = (x + width / 2 - faces.width / 2) ** 2 + (y + height / 2 - faces.height / 2) ** 2
    assert (faces.main.box == faces[int((width * height - 2 * off).argmax())].box).all()
    assert mien.analyze(numpy.zeros((64, 64, 3), numpy.uint8)).main is None


def test_the_mesh_equals_the_program(photo, rows):
    face = mien.Analyzer(mesh=True).analyze(photo)[0]
    expected = rows(photo, "--mesh")[0]["faces"][0]["mesh"]
    assert face.mesh.points.shape == (468, 3)
    assert [[rounded(v, 1) for v in p] for p in face.mesh.points] == expected["points"]
    openness = dict(zip(("left", "right"), (rounded(v, 2) for v in face.mesh.openness)))
    assert openness == {side: rounded(v, 2) for side, v in expected["openness"].items()}
    assert face.mesh.looking == expected.get("looking")
    assert mien.analyze(photo)[0].mesh is None


def test_detect_reads_nothing(photo):
    found = mien.detect(photo)
    assert numpy.array_equal(found.boxes, mien.analyze(photo).boxes)
    assert found[0].emotion is None and found[0].age is None
    assert numpy.isnan(found.emotions).all() and numpy.isnan(found.ages).all()


def test_errors_say_what_is_wrong(tmp_path):
    cases = [
        ("input", "none.jpg", lambda: mien.analyze(str(tmp_path / "none.jpg"))),
        ("input", "picture", lambda: mien.analyze(b"no picture")),
        ("usage", "uint8", lambda: mien.analyze(numpy.zeros((4, 4, 3)))),
        ("usage", "(4, 4, 2)", lambda: mien.analyze(numpy.zeros((4, 4, 2), numpy.uint8))),
        ("usage", "(0, 4, 3)", lambda: mien.analyze(numpy.zeros((0, 4, 3), numpy.uint8))),
        ("usage", "bgr", lambda: mien.analyze("a.jpg", bgr=True)),
        ("usage", "guess", lambda: mien.Analyzer(detector="guess")),
        ("usage", "threads", lambda: mien.Analyzer(threads=0)),
        ("usage", "beauty", lambda: mien.Analyzer(attributes=["beauty"])),
        ("usage", "a list", lambda: mien.Analyzer("mobilenet-v1-emotion")),
        ("model", str(tmp_path), lambda: mien.Analyzer(models_folder=tmp_path)),
        ("usage", "unknown", lambda: mien.Analyzer(["unknown"])),
        ("usage", "batch", lambda: next(mien.Analyzer([]).stream(["a.jpg"], batch=0))),
    ]
    for code, text, call in cases:
        with pytest.raises(mien.Error, match=".") as caught:
            call()
        assert caught.value.code == code, str(caught.value)
        assert text in str(caught.value)
    with pytest.raises(TypeError, match="found int"):
        mien.analyze(5)


def test_stream_keeps_order_and_errors(photos, tmp_path, rows, analyzer):
    (tmp_path / "cut.jpg").write_bytes(open(photos[0], "rb").read()[:5000])
    paths = [photos[0], str(tmp_path / "none.jpg"), photos[1], str(tmp_path / "cut.jpg"), photos[2]]
    found = list(mien.Analyzer(threads=2).stream(iter(paths), batch=2))
    expected = rows(*paths)
    assert [faces.to_dict() for faces in found] == expected
    assert [faces.error is None for faces in found] == [True, False, True, False, True]
    assert "none.jpg" in found[1].error
    assert len(found[1]) == 0 and "error" in repr(found[1])


def test_threads_agree(photo, analyzer):
    expected = analyzer.analyze(photo).to_json()
    answers = []

    def run():
        for _ in range(3):
            answers.append(analyzer.analyze(photo).to_json())

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 12


def test_the_interpreter_is_free_meanwhile(photo, analyzer):
    """Another thread goes on counting while a picture is analysed."""
    counted = 0
    done = threading.Event()

    def count():
        nonlocal counted
        while not done.is_set():
            counted += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = counted
    for _ in range(3):
        analyzer.analyze(photo)
    after = counted
    done.set()
    thread.join()
    # If it were locked, the thread would have run between two calls alone, a few steps at most.
    assert after - before > 1000


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


@pytest.mark.parametrize("calls", [10_000])
def test_calls_without_growth(calls):
    """Each call with pixels of its own and all accessors; nothing may be left of it."""
    whole = mien.Analyzer([], detector="none")
    pixels = numpy.zeros((64, 64, 3), numpy.uint8)

    def run(times):
        for _ in range(times):
            faces = whole.analyze(pixels)
            faces.boxes, faces.landmarks, faces.emotions, faces.to_json()
            try:
                whole.analyze(b"no picture")
            except mien.Error:
                pass

    run(2000)
    before = resident()
    run(calls)
    assert resident() - before < 4e6


def test_calls_with_networks_without_growth(photo, analyzer):
    from mien._mien import read_picture

    pixels = read_picture(photo)[::4, ::4]

    def run(times):
        for _ in range(times):
            faces = analyzer.analyze(pixels)
            assert len(faces) > 0
            faces.identity, faces.emotions, faces[0].emotion.probabilities

    run(30)
    before = resident()
    run(100)
    assert resident() - before < 8e6


def image_bytes(picture):
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def test_draws_in_a_notebook(photo, tmp_path):
    image = pytest.importorskip("PIL.Image")
    import base64

    text = mien.analyze(photo)._repr_html_()
    assert text.startswith('<img src="data:image/jpeg;base64,') and 'alt="3 faces"' in text
    jpeg = base64.b64decode(text.split("base64,")[1].split('"')[0])
    shown = image.open(io.BytesIO(jpeg))
    assert max(shown.size) == 800
    # There are boxes: it is another picture than the plain one.
    plain = image.open(photo).convert("RGB").resize(shown.size)
    difference = numpy.abs(numpy.asarray(shown.convert("RGB"), int) - numpy.asarray(plain, int))
    assert (difference.max(axis=2) > 60).mean() > 0.002
    with open(photo, "rb") as file:
        assert mien.analyze(file.read())._repr_html_() == text
    (tmp_path / "gone.png").write_bytes(image_bytes(image.open(photo)))
    gone = mien.analyze(tmp_path / "gone.png")
    (tmp_path / "gone.png").unlink()
    assert gone._repr_html_().startswith("<p>3 faces (") and "gone.png" in gone._repr_html_()
    bgr = numpy.asarray(image.open(photo).convert("RGB"))[:, :, ::-1]
    assert mien.analyze(bgr, bgr=True).draw().startswith(b"\xff\xd8")


def test_models_say_what_they_are(analyzer):
    ids = [model["id"] for model in analyzer.models]
    defaults = ["mobilenet-v1-face-tuned", "mobilenet-v1-emotion"]
    # In 8 bits where the processor gains by it.
    assert [name.removesuffix("-int8") for name in ids] == [*defaults, "mobilefacenet-identity"]
    assert [model["id"] for model in mien.Analyzer(precision="float").models] == defaults
    with pytest.raises(mien.Error, match="expected auto, float or int8"):
        mien.Analyzer(precision="half")
    assert analyzer.identity_model == "mobilefacenet-identity"
    assert mien.Analyzer([]).identity_model is None

"""Other packages' names over mien's models: the same answers in their spellings and units."""

import io
import math
import shutil

import numpy
import pytest

import mien
from mien.compat import deepface as DeepFace
from mien.compat import emotiefflib
from mien.compat.emotiefflib import EmotiEffLibRecognizer


def test_deepface_analyze(photo):
    answers = DeepFace.analyze(photo)
    faces = mien.analyze(photo)
    assert len(answers) == len(faces) == 3
    for answer, face in zip(answers, faces):
        assert set(answer) == {"age", "gender", "dominant_gender", "emotion", "dominant_emotion",
                               "race", "dominant_race", "region", "face_confidence"}
        assert answer["age"] == round(face.age)
        assert answer["dominant_gender"] == "Woman" and set(answer["gender"]) == {"Man", "Woman"}
        assert answer["gender"]["Man"] == pytest.approx(100 * face.gender["male"])
        assert list(answer["emotion"]) == ["angry", "disgust", "fear", "happy", "sad", "surprise",
                                           "neutral"]
        assert sum(answer["emotion"].values()) == pytest.approx(100, abs=1e-3)
        happy = face.emotion["happiness"] / (1 - face.emotion["contempt"])
        assert answer["emotion"]["happy"] == pytest.approx(100 * happy, abs=1e-3)
        assert answer["dominant_emotion"] == "happy"
        assert answer["dominant_race"] == face.ethnicity.label
        region = answer["region"]
        assert [region[k] for k in "xywh"] == [round(v) for v in face.box.tolist()]
        assert region["left_eye"] == tuple(round(v) for v in face.landmarks[1].tolist())
        assert answer["face_confidence"] == face.score


def test_deepface_inputs(photo):
    expected = DeepFace.analyze(photo, actions="emotion")
    with open(photo, "rb") as file:
        data = file.read()
        file.seek(0)
        assert DeepFace.analyze(file, actions=["emotion"]) == expected
    import base64

    address = "data:image/jpeg;base64," + base64.b64encode(data).decode()
    assert DeepFace.analyze(address, actions=["emotion"]) == expected
    bgr = mien._mien.decode_picture(data)[:, :, ::-1]
    assert DeepFace.analyze(bgr, actions=["emotion"]) == expected
    assert DeepFace.analyze([photo, photo], actions=["emotion"]) == [expected, expected]
    assert set(expected[0]) == {"emotion", "dominant_emotion", "region", "face_confidence"}


def test_deepface_without_a_face():
    black = numpy.zeros((60, 80, 3), numpy.uint8)
    with pytest.raises(ValueError, match="Face could not be detected"):
        DeepFace.analyze(black)
    answer = DeepFace.analyze(black, actions=["age"], enforce_detection=False)
    assert answer[0]["face_confidence"] == 0
    assert [answer[0]["region"][k] for k in "xywh"] == [0, 0, 80, 60]


def test_deepface_verify(photos):
    answer = DeepFace.verify(photos[0], photos[-1])
    expected = mien.compare(photos[0], photos[-1])
    assert answer["verified"] is False
    assert answer["distance"] == pytest.approx(1 - expected.cosine, abs=1e-6)
    assert answer["threshold"] == pytest.approx(expected.threshold**2 / 2)
    assert answer["similarity_metric"] == "cosine" and answer["model"] == "mobilefacenet-identity"
    assert set(answer["facial_areas"]) == {"img1", "img2"}
    for metric, distance in (("euclidean_l2", expected.distance),
                             ("angular", math.acos(expected.cosine) / math.pi)):
        found = DeepFace.verify(photos[0], photos[-1], distance_metric=metric)
        assert found["distance"] == pytest.approx(distance, abs=1e-5)
    assert DeepFace.verify(photos[0], photos[0])["verified"] is True
    assert DeepFace.verify(photos[0], photos[-1], threshold=2)["verified"] is True
    black = numpy.zeros((60, 80, 3), numpy.uint8)
    assert not DeepFace.verify(photos[0], black, enforce_detection=False)["verified"]


def test_deepface_represent(photo):
    answers = DeepFace.represent(photo)
    assert numpy.allclose([answer["embedding"] for answer in answers], mien.embed(photo))
    assert len(DeepFace.represent(photo, max_faces=1)) == 1


def test_deepface_extract_faces(photo):
    answers = DeepFace.extract_faces(photo)
    assert len(answers) == 3
    area = answers[0]["facial_area"]
    assert answers[0]["face"].shape == (area["h"], area["w"], 3)
    assert 0 <= answers[0]["face"].min() and answers[0]["face"].max() <= 1
    pixels = DeepFace.extract_faces(photo, normalize_face=False, color_face="bgr")[0]["face"]
    assert numpy.array_equal(pixels[:, :, ::-1] / 255, answers[0]["face"])
    wide = DeepFace.extract_faces(photo, expand_percentage=20)[0]["face"]
    assert wide.shape[0] == pytest.approx(1.2 * area["h"], abs=2)
    assert DeepFace.extract_faces(photo, color_face="gray")[0]["face"].ndim == 2
    # A face that was cut out may be analysed as it is, as there.
    found = DeepFace.analyze(answers[0]["face"][:, :, ::-1], actions=["emotion"],
                             detector_backend="skip")
    assert found[0]["dominant_emotion"] == "happy"


def test_deepface_find(photos, tmp_path):
    pytest.importorskip("pandas")
    for name, photo in (("ann", photos[2]), ("bob", photos[3])):
        (tmp_path / name).mkdir()
        shutil.copy(photo, tmp_path / name / "1.jpg")
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    tables = DeepFace.find(photos[2], tmp_path)
    assert len(tables) == len(mien.detect(photos[2]))
    first = tables[0].iloc[0]
    assert first["identity"] == str(tmp_path / "ann" / "1.jpg")
    assert first["distance"] == pytest.approx(0, abs=1e-3)
    assert list(tables[0].columns) == ["identity", "target_x", "target_y", "target_w", "target_h",
                                       "source_x", "source_y", "source_w", "source_h", "threshold",
                                       "distance"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ann", "bob", "broken.jpg"]


def test_deepface_refuses(photo, tmp_path):
    for call in (lambda: DeepFace.analyze(photo, actions=["beauty"]),
                 lambda: DeepFace.analyze(photo, detector_backend="guess"),
                 lambda: DeepFace.analyze(photo, anti_spoofing=True),
                 lambda: DeepFace.analyze("http://localhost/a.jpg"),
                 lambda: DeepFace.analyze(str(tmp_path / "none.jpg")),
                 lambda: DeepFace.analyze(io.BytesIO(b"no picture")),
                 lambda: DeepFace.verify(photo, photo, distance_metric="guess"),
                 lambda: DeepFace.verify(photo, photo, detector_backend="skip"),
                 lambda: DeepFace.extract_faces(photo, color_face="cmyk"),
                 lambda: DeepFace.find(photo, tmp_path / "none")):
        with pytest.raises(ValueError):
            call()


@pytest.fixture(scope="module")
def crops(photo):
    return [face["face"] for face in DeepFace.extract_faces(photo, normalize_face=False)]


def test_emotiefflib(crops):
    with pytest.warns(UserWarning, match="EmotiEffLib"):
        recognizer = EmotiEffLibRecognizer(engine="onnx", model_name="enet_b0_8_best_vgaf")
    labels, scores = recognizer.predict_emotions(crops, logits=False)
    assert list(recognizer.idx_to_emotion_class.values()) == [
        "Anger", "Contempt", "Disgust", "Fear", "Happiness", "Neutral", "Sadness", "Surprise"]
    assert scores.shape == (3, 8) and scores.dtype == numpy.float32
    assert numpy.allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert labels == [recognizer.idx_to_emotion_class[i] for i in scores.argmax(axis=1)]
    whole = mien.Analyzer(["mobilenet-v1-emotion"], detector="none")
    for crop, row in zip(crops, scores):
        assert row[4] == pytest.approx(whole.analyze(crop)[0].emotion["happiness"])
    one, logits = recognizer.predict_emotions(crops[0], logits=True)
    assert one == labels[:1]
    softmax = numpy.exp(logits) / numpy.exp(logits).sum()
    assert numpy.allclose(softmax, scores[:1], atol=1e-6)


def test_emotiefflib_with_other_models(crops):
    with pytest.warns(UserWarning):
        seven = EmotiEffLibRecognizer(model_name="enet_b2_7")
    assert seven.predict_emotions(crops, logits=False)[1].shape == (3, 7)
    assert "Contempt" not in seven.idx_to_emotion_class.values()
    with pytest.warns(UserWarning):
        both = EmotiEffLibRecognizer(model_name="enet_b0_8_va_mtl")
    labels, scores = both.predict_emotions(crops)
    assert scores.shape == (3, 10) and (abs(scores[:, 8:]) <= 1).all()
    own = EmotiEffLibRecognizer(model_name="mobilenet-v1-emotion")
    assert own.predict_emotions(crops)[0] == labels
    assert "mobilenet-v1-emotion" in emotiefflib.get_model_list()
    assert emotiefflib.get_supported_engines() == ["onnx"]


def test_emotiefflib_refuses():
    for options in ({"engine": "guess"}, {"device": "cuda"}):
        with pytest.raises(ValueError):
            EmotiEffLibRecognizer(**options)
    with pytest.raises(mien.Error):
        EmotiEffLibRecognizer(model_name="guess")

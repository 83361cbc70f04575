"""Other packages' names over mien's models: the same answers in their spellings and units."""

import io
import math
import shutil
from pathlib import Path

import numpy
import pytest

import mien
from mien.compat import deepface as DeepFace
from mien.compat import emotiefflib
from mien.compat.emotiefflib import EmotiEffLibRecognizer
from mien.compat.hsemotion import HSEmotionRecognizer

from conftest import require

SHIPPED = Path(__file__).resolve().parents[2] / "models"


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
    without = DeepFace.verify(photos[0], black, enforce_detection=False, threshold=4)
    assert not without["verified"] and without["facial_areas"]["img2"]["w"] == 80
    # What represent gives may stand for a picture, of any length.
    faces = [face["embedding"] for face in DeepFace.represent(photos[0])]
    twice = [2 * number for number in faces[0]]
    same = DeepFace.verify(twice, faces[0])
    assert same["verified"] and same["distance"] == pytest.approx(0, abs=1e-6)
    assert same["facial_areas"]["img1"] == dict.fromkeys(("x", "y", "w", "h", "left_eye",
                                                          "right_eye"))
    nearest = min(DeepFace.verify(face, photos[-1])["distance"] for face in faces)
    assert nearest == pytest.approx(answer["distance"], abs=1e-6)


def test_deepface_represent(photo):
    answers = DeepFace.represent(photo)
    assert numpy.allclose([answer["embedding"] for answer in answers], mien.embed(photo))
    largest = max(answers, key=lambda answer: answer["facial_area"]["w"] * answer["facial_area"]["h"])
    assert DeepFace.represent(photo, max_faces=1, l2_normalize=True) == [largest]
    assert DeepFace.represent([photo, photo]) == [answers, answers]


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
    batch = DeepFace.extract_faces(numpy.zeros((2, 40, 50, 3), numpy.uint8), enforce_detection=False)
    assert [len(faces) for faces in batch] == [1, 1] and batch[0][0]["facial_area"]["w"] == 50
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
    dicts = DeepFace.find(photos[2], tmp_path, batched=True)
    assert [len(rows) for rows in dicts] == [len(table) for table in tables]
    assert dicts[0][0] == first.to_dict()
    every = DeepFace.find(photos[2], tmp_path, batched=True, similarity_search=True)
    assert len(every[0]) == len(mien.detect(photos[2])) + len(mien.detect(photos[3]))
    assert every[0][0] == dicts[0][0] and every[0][-1]["distance"] > every[0][-1]["threshold"]
    nearest = DeepFace.find(photos[2], tmp_path, batched=True, similarity_search=True, k=2)
    assert nearest[0] == every[0][:2]


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
                 lambda: DeepFace.verify([1.0, 0.0], photo),
                 lambda: DeepFace.verify([0.0, 0.0], [1.0, 0.0]),
                 lambda: DeepFace.verify([[1.0]], photo)):
        with pytest.raises(ValueError):
            call()
    with pytest.raises(DeepFace.PathNotFound):
        DeepFace.find(photo, tmp_path / "none")
    with pytest.raises(DeepFace.EmptyDatasource):
        DeepFace.find(photo, tmp_path)
    with pytest.raises(DeepFace.ImgNotFound):
        DeepFace.represent(str(tmp_path / "none.jpg"))
    with pytest.raises(DeepFace.FaceNotDetected):
        DeepFace.represent(numpy.zeros((60, 80, 3), numpy.uint8))


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
    whole = mien.Analyzer(["mobilenet-v1-emotion"], detector="none", precision="float")
    for crop, row in zip(crops, scores):
        assert row[4] == pytest.approx(whole.analyze(crop)[0].emotion["happiness"], abs=1e-5)
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
    assert emotiefflib.get_supported_engines() == ["torch", "onnx"]


def test_emotiefflib_features(crops):
    with pytest.warns(UserWarning):
        recognizer = EmotiEffLibRecognizer("torch", "enet_b0_8_va_mtl", "cpu")
    assert isinstance(recognizer, emotiefflib.EmotiEffLibRecognizerTorch)
    assert recognizer.device == "cpu" and recognizer.img_size == 160
    features = recognizer.extract_features(crops)
    assert features.shape == (3, 1024) and features.dtype == numpy.float32
    assert numpy.allclose(recognizer.extract_features(crops[0]), features[:1], atol=1e-4)
    labels, scores = recognizer.classify_emotions(features)
    assert numpy.array_equal(scores, recognizer.predict_emotions(crops)[1])
    product = features @ recognizer.classifier_weights.T + recognizer.classifier_bias
    assert numpy.allclose(product[:, :8], scores[:, :8], atol=1e-4)
    whole = mien.Analyzer(["mobilenet-v1-emotion"], detector="none", precision="float")
    for crop, row in zip(crops, scores):
        assert row[8:] == pytest.approx(whole.analyze(crop)[0].valence_arousal, abs=1e-4)
    # Means over frames may be classified, too.
    mean = features.mean(axis=0, keepdims=True)
    shares = recognizer.classify_emotions(mean, logits=False)[1]
    assert shares[0, :8].sum() == pytest.approx(1, abs=1e-5)
    assert recognizer.extract_features([]).shape == (0, 1024)
    assert recognizer.predict_emotions([])[0] == []


def test_emotiefflib_takes_an_imported_model(crops, models, tmp_path, monkeypatch):
    """A file in the model folder under the name that `mien models import` gives it."""
    for path in models.glob("*.onnx"):
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "enet-b0-8-va-mtl.onnx").symlink_to(SHIPPED / "efficientnet-b0-emotion.onnx")
    monkeypatch.setenv("MIEN_MODELS", str(tmp_path))
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        recognizer = EmotiEffLibRecognizer(model_name="enet_b0_8_va_mtl")
    assert "enet_b0_8_va_mtl" in emotiefflib.get_model_list()
    whole = mien.Analyzer([str(SHIPPED / "efficientnet-b0-emotion.onnx")], detector="none")
    shares = recognizer.predict_emotions(crops[0], logits=False)[1]
    assert shares[0, 4] == pytest.approx(whole.analyze(crops[0])[0].emotion["happiness"], abs=1e-5)


def test_emotiefflib_without_a_last_layer(crops, models):
    """A network that ends with a convolution answers, but has no features to classify."""
    require(models / "emotion-xception.onnx")
    recognizer = EmotiEffLibRecognizer(model_name="emotion-xception")
    labels, shares = recognizer.predict_emotions(crops, logits=False)
    assert shares.shape == (3, 7) and len(labels) == 3
    assert numpy.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert recognizer.classifier_weights is None
    with pytest.raises(mien.Error, match="fully connected layer"):
        recognizer.extract_features(crops)


def test_emotiefflib_engagement(crops):
    recognizer = EmotiEffLibRecognizer(model_name="mobilenet-v1-emotion")
    with pytest.raises(mien.Error, match="engagement_classifier: expected") as failure:
        recognizer.predict_engagement(crops)
    assert failure.value.code == "setup"
    # Still people are engaged, and others are not.
    random = numpy.random.default_rng(1)
    still = random.random((1, 1024), numpy.float32).repeat(12, axis=0)
    moving = random.random((12, 1024), numpy.float32)
    clips = [mien.clip_statistics(part[first:first + 6]) for part in (still, moving)
             for first in range(6)]
    names = 6 * ["Engaged"] + 6 * ["Distracted"]
    recognizer.engagement_classifier = mien.fit(clips, names)
    labels, scores = recognizer.classify_engagement(moving, sliding_window_width=6)
    assert labels == 6 * ["Distracted"] and scores.shape == (6, 2)
    assert recognizer.idx_to_engagement_class == {0: "Distracted", 1: "Engaged"}
    assert recognizer.classify_engagement(still, 6)[0] == 6 * ["Engaged"]
    assert recognizer.classify_engagement(still, 12)[0] == ["Engaged"]
    with pytest.raises(ValueError, match="as many frames"):
        recognizer.classify_engagement(still)
    recognizer.engagement_classifier = mien.fit(clips, 6 * ["a"] + 6 * ["b"])
    with pytest.raises(mien.Error, match="expected the classes Distracted, Engaged, found a, b"):
        recognizer.classify_engagement(still, 6)


def test_hsemotion(crops):
    recognizer = HSEmotionRecognizer(model_name="mobilenet-v1-emotion", device="cpu")
    other = EmotiEffLibRecognizer(model_name="mobilenet-v1-emotion")
    assert recognizer.idx_to_class == other.idx_to_emotion_class and not recognizer.is_mtl
    label, scores = recognizer.predict_emotions(crops[0], logits=False)
    labels, rows = recognizer.predict_multi_emotions(crops, logits=False)
    assert label == labels[0] and scores.shape == (8,)
    assert numpy.allclose(rows[0], scores, atol=1e-5)
    assert numpy.array_equal(rows, other.predict_emotions(crops, logits=False)[1])
    features = recognizer.extract_multi_features(crops)
    assert numpy.allclose(recognizer.extract_features(crops[0]), features[:1], atol=1e-4)
    assert numpy.array_equal(recognizer.get_probab(features), other.classify_emotions(features)[1])
    with pytest.raises(ValueError):
        HSEmotionRecognizer(device="cuda")


def test_emotiefflib_refuses(crops):
    for options in ({"engine": "guess"}, {"device": "cuda"}):
        with pytest.raises(ValueError):
            EmotiEffLibRecognizer(**options)
    with pytest.raises(mien.Error):
        EmotiEffLibRecognizer(model_name="guess")
    recognizer = EmotiEffLibRecognizer(model_name="mobilenet-v1-emotion")
    for faces in ("face.jpg", ["face.jpg"], None):
        with pytest.raises(TypeError, match="face_img: expected"):
            recognizer.predict_emotions(faces)
    with pytest.raises(mien.Error, match=r"expected an array of shape \(faces, 1024\)"):
        recognizer.classify_emotions(numpy.zeros((2, 3)))

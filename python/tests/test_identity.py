"""Comparing and naming faces: as `mien compare`, `mien gallery` and `mien identify` do it."""

import json

import numpy
import pytest

import mien


def test_compare_equals_the_program(photos, cli):
    for a, b in [(photos[0], photos[1]), (photos[0], photos[0])]:
        expected = json.loads(cli("compare", a, b, "--json", "-", accept=(0, 4)))
        found = mien.compare(a, b)
        assert found.same is expected["same"] and bool(found) is found.same
        assert round(found.distance, 4) == pytest.approx(expected["distance"], abs=1e-9)
        assert round(found.cosine, 4) == pytest.approx(expected["cosine"], abs=1.01e-4)
        point = expected["threshold"]["operating_point"]
        assert found.threshold == point["distance"]
        assert found.false_accept_rate == point["false_accepts"]
        assert found.true_accept_rate == point["true_accepts"]
        assert list(found.faces) == [photo["face"] for photo in expected["photos"]]
        assert numpy.allclose(found.distances, expected["distances"], atol=0.51e-4)
    assert mien.verify is mien.compare


def test_thresholds(photos):
    assert mien.compare(photos[0], photos[1], threshold=2).same
    assert mien.compare(photos[0], photos[1], threshold=2).false_accept_rate is None
    assert mien.compare(photos[0], photos[1], false_accepts=0.001).threshold < mien.compare(
        photos[0], photos[1]).threshold
    for options in ({"threshold": 3}, {"false_accepts": 1e-9}):
        with pytest.raises(mien.Error) as caught:
            mien.compare(photos[0], photos[1], **options)
        assert caught.value.code == "usage"


def test_embed(photo, analyzer):
    features = mien.embed(photo)
    assert features.shape == (3, 512)
    assert list(mien.compare(photo, photo).distances.argmin(axis=1)) == [0, 1, 2]
    distance = numpy.linalg.norm(features[0] - features[1])
    assert mien.compare(photo, photo).distances[0, 1] == pytest.approx(distance, abs=1e-4)


def test_no_face_to_compare(photo):
    black = numpy.zeros((40, 40, 3), numpy.uint8)
    with pytest.raises(mien.Error, match="b: expected a face"):
        mien.compare(photo, black)
    assert mien.embed(black).shape == (0, 0)


@pytest.fixture(scope="module")
def people(photos, tmp_path_factory):
    """A folder for each of two people."""
    import shutil

    folder = tmp_path_factory.mktemp("people")
    for name, photo in (("Ann", photos[2]), ("Bob", photos[3])):
        (folder / name).mkdir()
        shutil.copy(photo, folder / name / "1.jpg")
    return folder


def test_gallery_equals_the_program(people, cli, tmp_path, photos):
    cli("gallery", "build", tmp_path / "cli.gallery", people, "-q")
    built = mien.Gallery.build({name: [people / name / "1.jpg"] for name in ("Ann", "Bob")})
    written = mien.Gallery(tmp_path / "cli.gallery")
    assert built.people == written.people == ["Ann", "Bob"]
    assert built.model == written.model == "mobilefacenet-identity"
    for entry in range(2):
        assert numpy.array_equal(built._gallery.feature(entry), written._gallery.feature(entry))
    built.save(tmp_path / "python.gallery")
    arguments = ["identify", photos[2], photos[0], "--top", "2", "--json", "-", "-q"]
    outputs = [json.loads(cli(*arguments, "--gallery", tmp_path / f"{name}.gallery"))
               for name in ("cli", "python")]
    for output in outputs:
        for row, photo in zip(output["photos"], (photos[2], photos[0])):
            faces = mien.Analyzer(_identity_alone=True).analyze(photo)
            assert len(row["faces"]) == len(faces)
            for face, expected in zip(faces, row["faces"]):
                known = built.identify(face)
                assert (known[0].person if known else None) == expected["person"]
                nearest = built.identify(face, top=2, threshold=2)
                assert [match.person for match in nearest] == [
                    one["person"] for one in expected["nearest"]]
                assert [match.distance for match in nearest] == pytest.approx(
                    [one["distance"] for one in expected["nearest"]], abs=0.51e-4)
        assert "Ann" in [face["person"] for face in output["photos"][0]["faces"]]


def test_gallery_names_faces(people, photos, analyzer):
    gallery = mien.Gallery.build({name: [people / name / "1.jpg"] for name in ("Ann", "Bob")})
    assert [match.person for match in gallery.identify(photos[2])] == ["Ann"]
    assert gallery.identify(photos[2])[0].distance == pytest.approx(0, abs=1e-2)
    everybody = gallery.identify(photos[0], top=5, threshold=2)
    assert sorted(match.person for match in everybody) == ["Ann", "Bob"]
    # A face and a feature are as good as a picture.
    face = analyzer.analyze(photos[3]).main
    assert gallery.identify(face)[0].person == "Bob"
    assert gallery.identify(face.identity)[0].person == "Bob"
    assert gallery.remove("Bob") == 1 and gallery.people == ["Ann"]
    assert gallery.identify(photos[3]) == []
    gallery.add("Cy", face, photo="cy.jpg")
    assert gallery.entries[-1] == ("Cy", "cy.jpg") and len(gallery) == 2


def test_bad_galleries(tmp_path, photo):
    (tmp_path / "bad.gallery").write_bytes(b"no gallery")
    with pytest.raises(mien.Error, match="bad.gallery"):
        mien.Gallery(tmp_path / "bad.gallery")
    empty = mien.Gallery()
    assert len(empty) == 0 and empty.identify(photo) == [] and empty.model is None
    with pytest.raises(mien.Error, match="expected faces"):
        empty.save(tmp_path / "empty.gallery")
    with pytest.raises(mien.Error, match="with identity"):
        empty.add("Ann", mien.analyze(photo)[0])
    gallery = mien.Gallery.build({"Ann": [photo]})
    with pytest.raises(mien.Error, match="512"):
        gallery.identify(numpy.ones(7, numpy.float32))

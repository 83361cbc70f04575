#!/usr/bin/env python3
"""Runs the example programs on real photos and compares their answers with those of the program mien.

usage: examples_test.py PROGRAM EXAMPLES_FOLDER SOURCE_FOLDER
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM, EXAMPLES, SOURCE = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
MODELS = SOURCE / ".deps" / "models"
SAMPLES = SOURCE / ".deps" / "samples"


def run(command, **more):
    environment = {**os.environ, "MIEN_MODELS": str(MODELS)}
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=200, env=environment,
                          **more)


def example(name, *arguments, **more):
    return run([EXAMPLES / f"mien_example_{name}", *arguments], **more)


def mien(*arguments):
    done = run([PROGRAM, *arguments])
    if done.returncode != 0:
        raise AssertionError(f"mien {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


class Examples(unittest.TestCase):
    def setUp(self):
        for needed in (MODELS / "rfb.onnx", SAMPLES / "sample6.jpg"):
            if not needed.exists():
                self.skipTest(f"{needed} is not there (make test fetches it)")
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def photos(self, *numbers):
        folder = self.folder / "photos"
        folder.mkdir()
        for number in numbers:
            shutil.copy(SAMPLES / f"sample{number}.jpg", folder)
        return folder

    def clip(self, name, number, frames=3):
        folder = self.folder / name
        folder.mkdir(parents=True)
        for frame in range(frames):
            shutil.copy(SAMPLES / f"sample{number}.jpg", folder / f"{frame}.jpg")
        return folder

    def test_the_table_of_a_folder_is_that_of_the_program(self):
        photos = self.photos(1, 5)
        (photos / "note.txt").write_text("no photo")
        done = example("folder_to_csv", photos, self.folder / "own.csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("note.txt", done.stderr)
        mien("analyze", "-q", photos / "sample1.jpg", photos / "sample5.jpg", "--csv", self.folder / "mien.csv")
        own = (self.folder / "own.csv").read_text().splitlines()
        self.assertEqual([row for row in own if "note.txt" not in row], (self.folder / "mien.csv").read_text().splitlines())

    def test_the_door_opens_for_the_same_face_alone(self):
        same = example("door_check", SAMPLES / "sample5.jpg", SAMPLES / "sample5.jpg")
        self.assertEqual((same.returncode, same.stdout), (0, "probably the same person\n"), same.stderr)
        other = example("door_check", SAMPLES / "sample5.jpg", SAMPLES / "sample6.jpg")
        self.assertEqual((other.returncode, other.stdout), (1, "probably different people\n"), other.stderr)
        absent = example("door_check", SAMPLES / "sample5.jpg", self.folder / "absent.jpg")
        self.assertEqual(absent.returncode, 2)
        self.assertIn("absent.jpg", absent.stderr)

    def test_classes_of_clips_are_those_of_the_program(self):
        for label, number in (("group", 1), ("alone", 5)):
            for take in ("one", "two"):
                self.clip(f"train/{label}/{take}", number)
        wanted = {str(self.clip("test/first", 5)): "alone", str(self.clip("test/second", 1)): "group"}
        done = example("clip_classes", self.folder / "train", self.folder / "test")
        self.assertEqual(done.returncode, 0, done.stderr)
        own = dict(line.rsplit(": ", 1) for line in done.stdout.splitlines())
        self.assertEqual(own, wanted)

        def at(name):
            return self.folder / name
        model = ("--model", "mobilenet-v1-emotion", "-q")
        mien("describe", *model, at("train"), "-o", at("train.npy"))
        mien("describe", *model, at("test"), "-o", at("test.npy"))
        mien("fit", at("train.npy"), "--C", "1.1", "-o", at("clips.mienclf"), "-q")
        mien("predict", at("clips.mienclf"), at("test.npy"), "--json", at("classes.json"), "-q")
        clips = json.loads(at("classes.json").read_text())["clips"]
        self.assertEqual({clip["clip"]: clip["class"] for clip in clips}, wanted)

    def test_a_clip_becomes_a_marked_video(self):
        clip = self.clip("clip", 5, frames=4)
        video = self.folder / "out.mp4"
        done = example("clip_overlay", clip, video)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "4 frames, 5 people\n")
        self.assertGreater(video.stat().st_size, 1000)
        frames = mien("analyze", "-q", video, "--jsonl", "-").splitlines()
        self.assertEqual(len([line for line in frames if "frame" in json.loads(line)]), 4)

    def test_a_service_answers_as_the_program_does(self):
        paths = [SAMPLES / "sample5.jpg", self.folder / "absent.jpg"]
        done = example("service", MODELS, input="".join(f"{path}\n" for path in paths))
        self.assertEqual(done.returncode, 0, done.stderr)
        first, second = map(json.loads, done.stdout.splitlines())
        self.assertEqual(first, json.loads(mien("analyze", "-q", paths[0], "--jsonl", "-")))
        self.assertIn("absent.jpg", second["error"])
        empty = example("service", self.folder, input="")
        self.assertEqual(empty.returncode, 1)
        self.assertIn(str(self.folder), empty.stderr)

    def test_a_detector_of_ones_own_says_where_the_face_is(self):
        done = example("own_detector", SAMPLES / "sample5.jpg")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(done.stdout.strip(), ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear",
                                            "contempt"])
        self.assertEqual(example("own_detector", self.folder / "absent.jpg").returncode, 1)

    def test_each_says_how_it_is_used(self):
        for name in ("folder_to_csv", "door_check", "clip_classes", "clip_overlay", "service", "own_detector"):
            done = example(name)
            self.assertEqual(done.returncode, 2, name)
            self.assertTrue(done.stderr.startswith(f"usage: {name} "), done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

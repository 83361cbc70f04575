#!/usr/bin/python3
"""Writes a file of the size and structure that Emotion-GCN's training script saves, with random weights, and what its network
answers: DenseNet-121's last maps without ReLU, their maxima, and a matrix that a graph convolution over nine labels makes.

usage: write_emotion_gcn.py FOLDER
Writes best.pt, emb.pkl (a tensor), words.txt (the same as GloVe would), picture.f32 (3 x 96 x 96) and answers.f32 (9).
Needs Debian's python3-torch and python3-torchvision.
"""

import pathlib
import sys

import torch
import torchvision
from torch import nn
from torch.nn import functional

WORDS = ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "valence", "arousal"]
EDGES = {7: [0, 1, 2, 4, 5, 6], 8: [0, 2, 3, 4, 5, 6]}


def affectnet_matrix():
    joined = torch.zeros(9, 9)
    for value, expressions in EDGES.items():
        for expression in expressions:
            joined[value, expression] = joined[expression, value] = 1
    return 0.5 * joined / joined.sum(1, keepdim=True) + 0.5 * torch.eye(9)


class Layer(nn.Module):
    def __init__(self, inside, out):
        super().__init__()
        self.weight = nn.Parameter((torch.rand(inside, out) * 2 - 1) / out ** 0.5)


class EmotionNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torchvision.models.densenet121().features
        self.gc1 = Layer(300, 512)
        self.gc2 = Layer(512, 1024)
        self.A = nn.Parameter(affectnet_matrix())

    def forward(self, picture, words):
        flow = self.A.detach().t()
        hidden = functional.leaky_relu(flow @ (words @ self.gc1.weight), 0.2)
        weights = flow @ (hidden @ self.gc2.weight)
        return self.features(picture).amax((2, 3)) @ weights.t()


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(5)
    network = EmotionNetwork()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.running_var, 0.8, 1.2)
            nn.init.uniform_(module.weight, 0.8, 1.2)
            nn.init.uniform_(module.bias, -0.1, 0.1)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9)
    words = torch.randn(9, 300)
    picture = torch.randn(1, 3, 96, 96)
    # A step, so that the optimiser has its buffers; at a rate of 0 the weights stay.
    network.eval()
    network(picture, words).sum().backward()
    for group in optimizer.param_groups:
        group["lr"] = 0.0
    optimizer.step()
    torch.save({"epoch": 7, "model_state_dict": network.state_dict(),
                "optimizer_state_dict": optimizer.state_dict()}, folder / "best.pt")
    torch.save(words, folder / "emb.pkl")
    lines = [f"{word} {' '.join(repr(float(value)) for value in row)}" for word, row in zip(WORDS, words)]
    (folder / "words.txt").write_text("the 1 2 3\n" + "\n".join(lines) + "\n")
    with torch.no_grad():
        answers = network.double()(picture.double(), words.double())
    (folder / "picture.f32").write_bytes(picture.numpy().astype("<f4").tobytes())
    (folder / "answers.f32").write_bytes(answers.numpy().astype("<f4").tobytes())


if __name__ == "__main__":
    main()

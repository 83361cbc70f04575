"""The steps of train_bench.cpp in PyTorch eager: one line of milliseconds a step."""
import sys
import time

import torch
from torch import nn

CLASSES, STEPS = 8, 8
BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]


def mobilenet_v1():
    def normed(convolution):
        return [convolution, nn.BatchNorm2d(convolution.out_channels, eps=1e-3), nn.ReLU6(inplace=True)]

    layers = normed(nn.Conv2d(3, 32, 3, 2, 1, bias=False))
    channels = 32
    for out, stride in BLOCKS:
        layers += normed(nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=False))
        layers += normed(nn.Conv2d(channels, out, 1, bias=False))
        channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))


def main():
    size, batch, threads, layout = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    torch.set_num_threads(threads)
    network = mobilenet_v1().train()
    pictures = torch.rand(batch, 3, size, size)
    if layout == "channels-last":
        network = network.to(memory_format=torch.channels_last)
        pictures = pictures.contiguous(memory_format=torch.channels_last)
    targets = torch.arange(batch) % CLASSES
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-4)
    times = []
    for step in range(STEPS + 1):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(network(pictures), targets).backward()
        optimizer.step()
        if step > 0:  # the first one allocates
            times.append(1000 * (time.perf_counter() - start))
    print(f"{sorted(times)[len(times) // 2]:.1f}")


main()

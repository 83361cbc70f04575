"""Networks that are torchvision's own, and how their features are taken."""

import torchvision
from torch import nn
from torch.nn import functional

from layers import CLASSES


def densenet(classes=CLASSES):
    return torchvision.models.densenet121(num_classes=classes)


def densenet_features(network, x):
    return functional.relu(network.features(x)).mean((2, 3))


def inception(classes=CLASSES):
    return torchvision.models.inception_v3(num_classes=classes, aux_logits=False,
                                           transform_input=False, init_weights=False)


def inception_features(network, x):
    classifier, network.fc = network.fc, nn.Identity()
    features = network(x)
    network.fc = classifier
    return features


def resnet(classes=CLASSES):
    return torchvision.models.resnet18(num_classes=classes)


def resnet_features(network, x):
    body = list(network.children())[:-1]
    return nn.Sequential(*body)(x).flatten(1)


def vgg(classes=CLASSES):
    return torchvision.models.vgg16(num_classes=classes, init_weights=False)


def vgg_features(network, x):
    x = network.avgpool(network.features(x)).flatten(1)
    return network.classifier[:6](x)

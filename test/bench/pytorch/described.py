"""Networks that the project's NetworkSpec describes, from its JSON: without a transformer or with one affine transformer."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class DescribedNet(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        self.localization = localization(spec['transformers'])
        self.classifier = stack(spec['classifier'])
        if self.localization:
            theta = self.localization[-1]
            theta.weight.data.zero_()
            theta.bias.data.copy_(torch.tensor([1, 0, 0, 0, 1, 0], dtype=torch.float))

    def forward(self, x):
        if self.localization:
            x = self.transform(x)
        x = pooled(x, self.spec.get('averagePool', 1))
        return F.log_softmax(self.classifier(x), dim=1)

    def transform(self, x):
        theta = self.localization(pooled(x, self.spec.get('localizationPool', 1))).view(-1, 2, 3)
        sampler, size = self.spec['sampler'], self.spec['transformed']
        shape = (x.size(0), x.size(1), size['height'], size['width'])
        grid = F.affine_grid(theta, shape, align_corners=sampler['alignCorners'])
        return F.grid_sample(x, grid, sampler['mode'], sampler['padding'], sampler['alignCorners'])


def localization(transformers):
    """The localization network of the transformer; None where there is no transformer."""
    if not transformers:
        return None
    if len(transformers) > 1 or transformers[0]['kind'] != 'affine':
        kinds = ', '.join(transformer['kind'] for transformer in transformers)
        raise ValueError(f'The PyTorch comparison knows a single affine transformer; this network has: {kinds}.')
    return stack(transformers[0]['localization'])


def stack(layers):
    modules = []
    for position, layer in enumerate(layers):
        if layer['kind'] == 'convolution':
            channels = layer['input']['channels'], layer['output']['channels']
            modules.append(nn.Conv2d(*channels, kernel_size=layer['kernel']))
            if layer['pool'] > 1:
                modules.append(nn.MaxPool2d(layer['pool']))
            dropout = nn.Dropout2d
        else:
            if position == 0 or layers[position - 1]['kind'] == 'convolution':
                modules.append(nn.Flatten())
            modules.append(nn.Linear(layer['inputs'], layer['outputs']))
            dropout = nn.Dropout
        if layer['relu']:
            modules.append(nn.ReLU(True))
        if layer['dropout'] > 0:
            modules.append(dropout(layer['dropout']))
    return nn.Sequential(*modules)


def pooled(x, edge):
    return F.avg_pool2d(x, edge) if edge > 1 else x

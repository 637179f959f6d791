"""Values by formula for the networks of the oracles; test/core/model/formula.ts computes the same."""
import math

import numpy as np
import torch


def salt_of(name):
    """FNV-1a hash of the name."""
    hashed = 2166136261
    for byte in name.encode():
        hashed = ((hashed ^ byte) * 16777619) % 2**32
    return hashed


def noise(name, count):
    """Numbers in [-1, 1) that look random: 32-bit hashes of places and salt."""
    mixed = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(salt_of(name))
    mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0x85EBCA77)
    return (mixed ^ (mixed >> np.uint32(13))) / 2.0**31 - 1


def fill(model, gain):
    """Gives every parameter and statistic its value: filters by fan in, scales about 1, variances about 1.

    The gain keeps the sums of many residual blocks in bounds.
    """
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        values = noise(name, tensor.numel())
        if tensor.dim() > 1:
            values = values * math.sqrt(3 / (tensor[0].numel())) * gain
        elif name.endswith("running_var"):
            values = 1 + 0.5 * values
        elif name.endswith("weight"):
            values = 1 + 0.3 * values
        else:
            values = 0.2 * values
        with torch.no_grad():
            tensor.copy_(torch.from_numpy(values.reshape(tuple(tensor.shape))))


def map_of(name, height, width, channels, images=1):
    """A map of noise, [N, C, H, W], counted in the order N, H, W, C."""
    values = noise(name, images * height * width * channels).reshape(images, height, width, channels)
    return torch.from_numpy(values).permute(0, 3, 1, 2).contiguous()


def sample(tensor, count=24):
    """Evenly spaced elements; maps are counted in the order N, H, W, C."""
    flat = (tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor).reshape(-1)
    at = torch.linspace(0, len(flat) - 1, count, dtype=torch.float64).round().long()
    return [float(f"{value:.7g}") for value in flat[at].tolist()]

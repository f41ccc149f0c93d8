#!/usr/bin/env python3
"""Lesions of a mask in numbers by numpy, independently of Uptake, for comparison.

lesion_reference.py CASE.json

CASE: {"mask": grid, "images": [grid, …], "peak": position of the image to find peaks in, or null}; a grid is
{"file", "dtype", "size" [i, j, k], "spacing" [mm], "origin" [mm, LPS], "axes" [three unit vectors]}, the file's
values with i fastest. Grids are taken as they lie; every voxel is looked at on its own.
"""

import itertools
import json
import math
import sys

import numpy

RADIUS = (3000.0 / (4.0 * math.pi)) ** (1.0 / 3.0)


class Grid:
    def __init__(self, about):
        self.size = about["size"]
        self.spacing = numpy.array(about["spacing"])
        self.origin = numpy.array(about["origin"])
        self.axes = numpy.array(about["axes"])
        # [i, j, k]
        self.values = numpy.fromfile(about["file"], about["dtype"]).reshape(self.size[::-1]).transpose()

    def to_patient(self, index):
        return self.origin + (numpy.asarray(index, float) * self.spacing) @ self.axes

    def to_index(self, points):
        return ((points - self.origin) @ self.axes.T) / self.spacing


def samples(mask, image, voxels):
    """Values of the image in the voxels, read at points no further apart than the image's own voxels."""
    counts = []
    for axis in range(3):
        step = mask.spacing[axis] * mask.axes[axis]
        ratio = numpy.abs((image.axes @ step) / image.spacing).max()
        counts.append(max(1, math.ceil(ratio - 0.01)))
    shares = [(numpy.arange(count) + 0.5) / count - 0.5 for count in counts]
    found = []
    for a, b, c in itertools.product(*shares):
        at = image.to_index(mask.to_patient(voxels + numpy.array([a, b, c])))
        nearest = numpy.floor(at + 0.5 + 1e-6).astype(int)
        if (nearest < 0).any() or (nearest >= image.size).any():
            return None
        found.append(image.values[tuple(nearest.T)])
    return numpy.concatenate(found).astype(float)


def corners(pixels, spacing):
    offsets = numpy.array([[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]])
    return numpy.unique((pixels[:, None, :] + offsets).reshape(-1, 2), axis=0) * spacing


def across(pixels, spacing, start, end):
    """The longest line at right angles, by cutting every pixel on its own at every corner."""
    along = (end - start) / numpy.linalg.norm(end - start)
    normal = numpy.array([-along[1], along[0]])
    low = (pixels - 0.5) * spacing
    high = (pixels + 0.5) * spacing
    best = 0.0
    for position in numpy.unique(numpy.round((corners(pixels, spacing) - start) @ along, 9)):
        base = start + position * along
        first = numpy.full(len(pixels), -1e9)
        last = numpy.full(len(pixels), 1e9)
        for axis in range(2):
            if abs(normal[axis]) < 1e-12:
                out = (base[axis] < low[:, axis] - 1e-9) | (base[axis] > high[:, axis] + 1e-9)
                first[out] = 1e9
                continue
            a = (low[:, axis] - base[axis]) / normal[axis]
            b = (high[:, axis] - base[axis]) / normal[axis]
            first = numpy.maximum(first, numpy.minimum(a, b))
            last = numpy.minimum(last, numpy.maximum(a, b))
        hit = first <= last + 1e-7
        if hit.any():
            best = max(best, last[hit].max() - first[hit].min())
    return best


def diameters(voxels, spacing):
    longest = -1.0
    slices = {k: voxels[voxels[:, 2] == k][:, :2] for k in numpy.unique(voxels[:, 2])}
    flat = spacing[:2]
    chosen = None
    for k, pixels in slices.items():
        points = corners(pixels, flat)
        distances = numpy.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
        if distances.max() > longest + 1e-9:
            longest = distances.max()
            pairs = numpy.argwhere(numpy.triu(distances) >= longest - 1e-9)
            chosen = (pixels, [(points[a], points[b]) for a, b in pairs])
    pixels, pairs = chosen
    return longest, max(across(pixels, flat, a, b) for a, b in pairs)


def peak(image, voxels):
    reach = numpy.ceil(RADIUS / image.spacing + 0.5).astype(int)
    parts = 24
    inner = (numpy.arange(parts) + 0.5) / parts - 0.5
    weights = {}
    for offset in itertools.product(*(range(-r, r + 1) for r in reach)):
        axes = [((o + inner) * s) ** 2 for o, s in zip(offset, image.spacing)]
        inside = axes[0][:, None, None] + axes[1][None, :, None] + axes[2][None, None, :] <= RADIUS**2
        if inside.any():
            weights[offset] = inside.mean()
    total = sum(weights.values())
    best = None
    for voxel in voxels:
        around = numpy.array(list(weights)) + voxel
        if (around < 0).any() or (around >= image.size).any():
            continue
        mean = numpy.dot(image.values[tuple(around.T)].astype(float), list(weights.values())) / total
        best = mean if best is None else max(best, mean)
    return best


def figures(mask, images, peak_in, label):
    voxels = numpy.argwhere(mask.values == label)
    one = mask.spacing.prod() / 1000.0
    ends = []
    for corner in itertools.product((-0.5, 0.5), repeat=3):
        ends.append(mask.to_patient(voxels + numpy.array(corner)))
    ends = numpy.concatenate(ends)
    ks, counts = numpy.unique(voxels[:, 2], return_counts=True)
    largest = ks[counts == counts.max()]
    k = largest[(len(largest) - 1) // 2]
    longest, perpendicular = diameters(voxels, mask.spacing)
    result = {
        "label": int(label),
        "voxels": len(voxels),
        "volume_ml": len(voxels) * one,
        "extent": (ends.max(axis=0) - ends.min(axis=0)).tolist(),
        "slices": len(ks),
        "place": mask.to_patient(voxels[voxels[:, 2] == k].mean(axis=0)).tolist(),
        "longest_mm": longest,
        "perpendicular_mm": perpendicular,
        "images": [],
    }
    for number, image in enumerate(images):
        values = samples(mask, image, voxels)
        if values is None:
            result["images"].append(None)
            continue
        result["images"].append(
            {
                "mean": values.mean(),
                "min": values.min(),
                "max": values.max(),
                "median": float(numpy.median(values)),
                "total": values.mean() * len(voxels) * one,
                "peak": peak(image, voxels) if number == peak_in else None,
            }
        )
    return result


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        case = json.load(file)
    mask = Grid(case["mask"])
    images = [Grid(each) for each in case["images"]]
    labels = [label for label in numpy.unique(mask.values) if label != 0]
    print(json.dumps([figures(mask, images, case.get("peak"), label) for label in labels]))


main()

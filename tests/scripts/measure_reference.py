#!/usr/bin/env python3
"""Statistics of ellipses and spheres by numpy, independently of Uptake, for comparison.

measure_reference.py CASES.json

CASES: an array of objects with the image (size [i, j, k], spacing, origin, axes: three unit vectors, values: a
file of float32, i fastest) and a measurement (kind, points, normal). Prints an array of objects: count, mean,
sd (of the population), min, max, and for spheres peak: the highest mean over a sphere of 1 cm3 about the centre
of a voxel inside, found by throwing points into it on a fine raster rather than by weighting voxels.
"""

import json
import math
import sys

import numpy

PEAK_RADIUS = (3000.0 / (4.0 * math.pi)) ** (1.0 / 3.0)


def sphere_points(step):
    line = numpy.arange(-PEAK_RADIUS, PEAK_RADIUS, step) + step / 2
    points = numpy.stack(numpy.meshgrid(line, line, line, indexing="ij"), axis=-1).reshape(-1, 3)
    return points[(points**2).sum(axis=1) <= PEAK_RADIUS**2]


def measured(case):
    size = case["size"]
    values = numpy.fromfile(case["values"], dtype="<f4").reshape(size[::-1]).astype(float)
    axes = numpy.array(case["axes"])
    spacing = numpy.array(case["spacing"])
    origin = numpy.array(case["origin"])
    k, j, i = numpy.meshgrid(range(size[2]), range(size[1]), range(size[0]), indexing="ij")
    index = numpy.stack([i, j, k], axis=-1)
    centres = origin + (index * spacing) @ axes
    points = [numpy.array(p) for p in case["points"]]

    def nearest(where):
        return numpy.rint(((where - origin) @ axes.T) / spacing).astype(int)

    if case["kind"] == "sphere":
        inside = numpy.linalg.norm(centres - points[0], axis=-1) <= numpy.linalg.norm(points[1] - points[0])
        chosen = values[inside]
    else:
        normal = numpy.array(case["normal"])
        along = numpy.abs(axes @ normal)
        a, b = points[1] - points[0], points[2] - points[0]
        if along.max() > 1 - 1e-9:
            axis = int(along.argmax())
            layer = nearest(points[0])[axis]
            u = (centres - points[0]) @ a / (a @ a)
            v = (centres - points[0]) @ b / (b @ b)
            chosen = values[(u**2 + v**2 <= 1) & (index[..., axis] == layer)]
        else:
            step = spacing.min()
            m, n = (int(numpy.linalg.norm(x) / step) for x in (a, b))
            raster = [
                points[0] + p * step * a / numpy.linalg.norm(a) + q * step * b / numpy.linalg.norm(b)
                for p in range(-m, m + 1)
                for q in range(-n, n + 1)
                if (p * step) ** 2 / (a @ a) + (q * step) ** 2 / (b @ b) <= 1
            ]
            at = nearest(numpy.array(raster))
            chosen = values[at[:, 2], at[:, 1], at[:, 0]]
    result = {
        "count": int(chosen.size),
        "mean": float(chosen.mean()),
        "sd": float(chosen.std()),
        "min": float(chosen.min()),
        "max": float(chosen.max()),
    }
    if case["kind"] == "sphere":
        offsets = sphere_points(0.2)
        best = -math.inf
        for centre in index[inside]:
            at = numpy.rint(centre + offsets / spacing).astype(int)
            if (at < 0).any() or (at >= numpy.array(size)).any():
                continue
            best = max(best, values[at[:, 2], at[:, 1], at[:, 0]].mean())
        result["peak"] = float(best)
    return result


with open(sys.argv[1]) as file:
    print(json.dumps([measured(case) for case in json.load(file)]))

#!/usr/bin/env python3
"""Operations on sets of voxels by scipy, independently of Uptake, for comparison.

region_reference.py CASES.json

CASES: an array of objects with mask (a file of bytes, i fastest), size [i, j, k], spacing [mm], operation and its
value, and out: the file to write, bytes of 0 and 1 (2: too near to the border between them to tell), or int32 part
numbers for "parts".
"""

import json
import sys

import numpy
from scipy import ndimage

EDGES = ndimage.generate_binary_structure(3, 2)


def distance(mask, spacing):
    """From every voxel to the nearest one outside of the mask."""
    if mask.all():
        return numpy.full(mask.shape, numpy.inf)
    return ndimage.distance_transform_edt(mask, sampling=spacing)


def grow(mask, spacing, radius):
    if not mask.any():
        return mask
    return distance(~mask, spacing) <= radius + 1e-6


def shrink(mask, spacing, radius):
    return distance(mask, spacing) > radius + 1e-6


def smooth(mask, spacing, sigma):
    deviations = [sigma / step for step in spacing]
    blurred = ndimage.gaussian_filter(mask.astype(float), deviations, mode="nearest", truncate=4.0)
    least = numpy.sort(blurred.ravel())[::-1][mask.sum() - 1] - 1e-5
    result = (blurred >= least).astype(numpy.uint8)
    result[numpy.abs(blurred - least) < 2e-6] = 2
    return result


def holes_in_slices(mask, axis):
    result = mask.copy()
    for at in range(mask.shape[axis]):
        plane = [slice(None)] * 3
        plane[axis] = at
        result[tuple(plane)] = ndimage.binary_fill_holes(mask[tuple(plane)])
    return result


def parts(mask):
    labels, count = ndimage.label(mask, structure=EDGES)
    sizes = ndimage.sum_labels(mask, labels, range(1, count + 1))
    first = [numpy.flatnonzero(labels.ravel() == n)[0] for n in range(1, count + 1)]
    order = sorted(range(count), key=lambda n: (-sizes[n], first[n]))
    renumbered = numpy.zeros(count + 1, dtype="<i4")
    for position, n in enumerate(order):
        renumbered[n + 1] = position + 1
    return renumbered[labels]


def shift(plane, rows, columns):
    """A plane moved by whole pixels, background coming in."""
    result = numpy.zeros_like(plane)
    for row, column in zip(*numpy.nonzero(plane)):
        if 0 <= row + rows < plane.shape[0] and 0 <= column + columns < plane.shape[1]:
            result[row + rows, column + columns] = True
    return result


def groups(first, second, spacing):
    """Pairs of shapes that become each other."""
    eight = numpy.ones((3, 3))
    a, count_a = ndimage.label(first, structure=eight)
    b, count_b = ndimage.label(second, structure=eight)
    nodes = [("a", n) for n in range(1, count_a + 1)] + [("b", n) for n in range(1, count_b + 1)]
    links = {node: set() for node in nodes}
    for n, m in set(zip(a.ravel(), b.ravel())):
        if n and m:
            links[("a", n)].add(("b", m))
            links[("b", m)].add(("a", n))
    pairs, alone, seen = [], {"a": [], "b": []}, set()
    for node in nodes:
        if node in seen:
            continue
        reached, waiting = set(), [node]
        while waiting:
            each = waiting.pop()
            if each not in reached:
                reached.add(each)
                waiting.extend(links[each])
        seen |= reached
        if len(reached) == 1:
            alone[node[0]].append(node[1])
        else:
            pairs.append(
                (
                    numpy.isin(a, [n for side, n in reached if side == "a"]),
                    numpy.isin(b, [n for side, n in reached if side == "b"]),
                )
            )
    while alone["a"] and alone["b"]:
        def away(n, m):
            c = numpy.array(ndimage.center_of_mass(a == n)) - ndimage.center_of_mass(b == m)
            return float(numpy.linalg.norm(c * spacing))

        n, m = min(((n, m) for n in alone["a"] for m in alone["b"]), key=lambda pair: away(*pair))
        pairs.append((a == n, b == m))
        alone["a"].remove(n)
        alone["b"].remove(m)
    return pairs


def signed(plane, spacing):
    return distance(~plane, spacing) - distance(plane, spacing)


def between(mask, spacing, axis):
    stack = numpy.moveaxis(mask, axis, 0)
    result = stack.copy()
    in_plane = [step for n, step in enumerate(spacing) if n != axis]
    painted = [n for n in range(len(stack)) if stack[n].any()]
    margin = max(stack.shape[1:])
    for low, high in zip(painted, painted[1:]):
        for first, second in groups(stack[low], stack[high], in_plane) if high - low > 1 else []:
            first, second = numpy.pad(first, margin), numpy.pad(second, margin)
            apart = numpy.array(ndimage.center_of_mass(second)) - ndimage.center_of_mass(first)
            offset = numpy.floor(apart + 0.5 + 1e-9).astype(int)
            d_first = signed(first, in_plane)
            d_second = signed(shift(second, *-offset), in_plane)
            for at in range(low + 1, high):
                way = (at - low) / (high - low)
                shape = (1 - way) * d_first + way * d_second < -1e-6
                shape = shift(shape, *numpy.floor(way * offset + 0.5).astype(int))
                result[at] |= shape[margin:-margin, margin:-margin]
    return numpy.moveaxis(result, 0, axis)


OPERATIONS = {
    "grow": lambda m, s, v: grow(m, s, v),
    "shrink": lambda m, s, v: shrink(m, s, v),
    "close": lambda m, s, v: shrink(grow(m, s, v), s, v),
    "smooth": smooth,
    "holes": lambda m, s, v: ndimage.binary_fill_holes(m),
    "holesInSlices": lambda m, s, v: holes_in_slices(m, 2 - int(v)),
    "parts": lambda m, s, v: parts(m),
    "between": lambda m, s, v: between(m, s, 2 - int(v)),
}

for case in json.load(open(sys.argv[1])):
    mask = numpy.fromfile(case["mask"], dtype=numpy.uint8).reshape(case["size"][::-1]) != 0
    result = OPERATIONS[case["operation"]](mask, case["spacing"][::-1], case["value"])
    result.astype(result.dtype if result.dtype.itemsize == 4 else numpy.uint8).tofile(case["out"])

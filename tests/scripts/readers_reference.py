#!/usr/bin/env python3
"""How readers agree, independently of Uptake.

readers_reference.py ours MARGIN IOU FOLDER FOLDER … > JSON
readers_reference.py sklearn FOLDER FOLDER …  > JSON   (exit status 77 where it cannot be imported)

A folder is a reader's: *.nii.gz of the same names, *.xml, slices.csv. Formulas: Warfield et al. 2004 (STAPLE), Cohen
1960 and 1968, Fleiss 1971, Shrout and Fleiss 1979, Bland and Altman 1986.
"""

import csv
import itertools
import json
import pathlib
import sys
from xml.etree import ElementTree

import nibabel
import numpy as np


def masks_of(folder):
    return {file.name[: -len(".nii.gz")]: nibabel.load(file) for file in sorted(pathlib.Path(folder).glob("*.nii.gz"))}


def dice(a, b):
    total = a.sum() + b.sum()
    return None if total == 0 else 2 * (a & b).sum() / total


def staple(masks, spacing, margin):
    """In the box around all masks and the margin, which may reach beyond the image."""
    union = np.any(masks, axis=0)
    more = [max(1, int(np.ceil(margin / s - 1e-9))) for s in spacing]
    padded = [np.pad(mask, [(m, m) for m in more]) for mask in masks]
    filled = np.argwhere(union)
    low, high = filled.min(axis=0), filled.max(axis=0)
    region = tuple(slice(l, h + 1 + 2 * m) for l, h, m in zip(low, high, more))
    d = np.array([mask[region].ravel() for mask in padded])
    w = d.mean(axis=0)
    prior = w.mean()
    last = None
    while True:
        p = (d * w).sum(axis=1) / w.sum()
        q = (~d * (1 - w)).sum(axis=1) / (1 - w).sum()
        alpha = prior * np.prod(np.where(d, p[:, None], 1 - p[:, None]), axis=0)
        beta = (1 - prior) * np.prod(np.where(d, 1 - q[:, None], q[:, None]), axis=0)
        w = alpha / (alpha + beta)
        if last is not None and np.abs(np.concatenate([p, q]) - last).max() <= 1e-7:
            break
        last = np.concatenate([p, q])
    consensus = np.zeros_like(padded[0])
    consensus[region] = (w >= 0.5).reshape([s.stop - s.start for s in region])
    inside = tuple(slice(m, -m) for m in more)
    return consensus[inside], p, q, [s.stop - s.start for s in region]


def kappa(a, b, weighted=False):
    names = sorted(set(a) | set(b))
    o = np.zeros((len(names), len(names)))
    for x, y in zip(a, b):
        o[names.index(x), names.index(y)] += 1 / len(a)
    e = np.outer(o.sum(axis=1), o.sum(axis=0))
    i, j = np.indices(o.shape)
    w = ((i - j) / max(len(names) - 1, 1)) ** 2 if weighted else (i != j).astype(float)
    return None if (w * e).sum() == 0 else float(1 - (w * o).sum() / (w * e).sum())


def fleiss(rows):
    names = sorted({name for row in rows for name in row})
    counts = np.array([[row.count(name) for name in names] for row in rows], dtype=float)
    n = counts.sum(axis=1)[0]
    p_i = ((counts**2).sum(axis=1) - n) / (n * (n - 1))
    pe = (counts.mean(axis=0) / n) ** 2
    return float((p_i.mean() - pe.sum()) / (1 - pe.sum()))


def icc(x):
    n, k = x.shape
    mean = x.mean()
    msr = k * ((x.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    msc = n * ((x.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    mse = (((x - mean) ** 2).sum() - (n - 1) * msr - (k - 1) * msc) / ((n - 1) * (k - 1))
    return (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n), (msr - mse) / (msr + (k - 1) * mse)


def boxes_of(folder):
    found = {}
    for file in pathlib.Path(folder).rglob("*.xml"):
        rows = []
        for element in ElementTree.parse(file).getroot().findall("object"):
            corners = [int(element.find("bndbox").findtext(n)) for n in ("xmin", "ymin", "xmax", "ymax")]
            rows.append((element.findtext("name").lower(), corners))
        found[file.stem] = rows
    return found


def iou(a, b):
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]) + 1)
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]) + 1)
    area = lambda r: (r[2] - r[0] + 1) * (r[3] - r[1] + 1)
    return width * height / (area(a) + area(b) - width * height)


def pairs_of(a, b, threshold):
    values = np.array([[iou(x[1], y[1]) for y in b] for x in a]).reshape(len(a), len(b))
    pairs = []
    while values.size and values.max() >= threshold:
        x, y = np.unravel_index(values.argmax(), values.shape)
        pairs.append((int(x), int(y)))
        values[x, :] = values[:, y] = -1
    return sorted(pairs)


def classes_of(folder):
    with open(pathlib.Path(folder) / "slices.csv", newline="") as file:
        return {row["row"]: row["class"] for row in csv.DictReader(file)}


def ours(margin, threshold, folders):
    readers = [masks_of(folder) for folder in folders]
    result = {"cases": {}, "dice": [], "kappa": {}}
    volumes = []
    for name in readers[0]:
        data = [np.asarray(reader[name].dataobj) > 0 for reader in readers]
        spacing = readers[0][name].header.get_zooms()[:3]
        ml = float(np.prod(spacing)) / 1000
        volumes.append([mask.sum() * ml for mask in data])
        case = {"volume_ml": volumes[-1]}
        case["dice"] = [dice(a, b) for a, b in itertools.combinations(data, 2)]
        if any(mask.any() for mask in data):
            majority = np.sum(data, axis=0) * 2 > len(data)
            case["majority_ml"] = majority.sum() * ml
            case["majority_dice"] = [dice(majority, mask) for mask in data]
            consensus, p, q, region = staple(data, spacing, margin)
            case["staple_ml"] = consensus.sum() * ml
            case["staple_dice"] = [dice(consensus, mask) for mask in data]
            case["sensitivity"], case["specificity"], case["region"] = list(p), list(q), region
        result["cases"][name] = case
    for n in range(len(folders) * (len(folders) - 1) // 2):
        values = [case["dice"][n] for case in result["cases"].values() if case["dice"][n] is not None]
        result["dice"].append(float(np.mean(values)))
    volumes = np.array(volumes)
    result["icc"] = icc(volumes)
    result["bland_altman"] = []
    for a, b in itertools.combinations(range(len(folders)), 2):
        d = volumes[:, a] - volumes[:, b]
        sd = d.std(ddof=1)
        result["bland_altman"].append([d.mean(), sd, d.mean() - 1.96 * sd, d.mean() + 1.96 * sd])
    present = [["lesion" if volume > 0 else "none" for volume in column] for column in volumes.T]
    result["kappa"]["case"] = [kappa(a, b) for a, b in itertools.combinations(present, 2)]
    result["kappa"]["case_fleiss"] = fleiss([list(row) for row in zip(*present)])

    boxes = [boxes_of(folder) for folder in folders]
    images = sorted(set().union(*boxes))
    result["f1"], result["kappa"]["box"], matches = [], [], {}
    for a, b in itertools.combinations(range(len(folders)), 2):
        found, total, left, right = 0, 0, [], []
        for image in images:
            mine, theirs = boxes[a].get(image, []), boxes[b].get(image, [])
            matches[a, b, image] = pairs_of(mine, theirs, threshold)
            found += len(matches[a, b, image])
            total += len(mine) + len(theirs)
            left += [mine[x][0] for x, _ in matches[a, b, image]]
            right += [theirs[y][0] for _, y in matches[a, b, image]]
        result["f1"].append(2 * found / total)
        result["kappa"]["box"].append(kappa(left, right))
    common = []
    for image in images:
        for x, y in matches[0, 1, image]:
            for z in range(len(boxes[2].get(image, []))):
                if (x, z) in matches[0, 2, image] and (y, z) in matches[1, 2, image]:
                    common.append([boxes[0][image][x][0], boxes[1][image][y][0], boxes[2][image][z][0]])
    result["kappa"]["box_fleiss"] = fleiss(common)
    result["common_boxes"] = len(common)

    tables = [classes_of(folder) for folder in folders]
    rows = sorted(set.intersection(*[set(table) for table in tables]))
    given = [[table[row] for row in rows] for table in tables]
    result["kappa"]["slice"] = [kappa(a, b) for a, b in itertools.combinations(given, 2)]
    result["kappa"]["slice_quadratic"] = [kappa(a, b, True) for a, b in itertools.combinations(given, 2)]
    result["kappa"]["slice_fleiss"] = fleiss([list(row) for row in zip(*given)])
    return result


def sklearn(folders):
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(77)
    tables = [classes_of(folder) for folder in folders]
    rows = sorted(set.intersection(*[set(table) for table in tables]))
    given = [[table[row] for row in rows] for table in tables]
    pairs = list(itertools.combinations(given, 2))
    return {
        "slice": [float(cohen_kappa_score(a, b)) for a, b in pairs],
        "slice_quadratic": [float(cohen_kappa_score(a, b, weights="quadratic")) for a, b in pairs],
    }


if __name__ == "__main__":
    if sys.argv[1] == "sklearn":
        print(json.dumps(sklearn(sys.argv[2:])))
    else:
        print(json.dumps(ours(float(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]), default=float))

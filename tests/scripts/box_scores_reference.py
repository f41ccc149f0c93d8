#!/usr/bin/env python3
"""COCO's figures and the FROC curve of PASCAL VOC boxes, independently of Uptake.

box_scores_reference.py ours TRUTH PREDICTION iou|centre THRESHOLD SCANS > JSON
box_scores_reference.py pycocotools TRUTH PREDICTION > JSON   (exit status 77 where it cannot be imported)

COCO: Lin et al., ECCV 2014, as its evaluation page tells it. FROC: Setio et al., Med Image Anal 2017, and the
evaluation page of LUNA16, with boxes on images in the place of nodules. SCANS 0: as many as there are folders.
"""

import contextlib
import io
import json
import pathlib
import sys
from xml.etree import ElementTree

import numpy as np

RATES = [0.125, 0.25, 0.5, 1, 2, 4, 8]
FIGURES = [
    "ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large",
    "ar_1", "ar_10", "ar_100", "ar_small", "ar_medium", "ar_large",
]  # fmt: skip


def boxes(folder):
    """By path within the folder: (class, [xmin, ymin, xmax, ymax], score or None, difficult)."""
    found = {}
    for file in pathlib.Path(folder).rglob("*.xml"):
        rows = []
        for element in ElementTree.parse(file).getroot().findall("object"):
            box = element.find("bndbox")
            score = element.findtext("score") or element.findtext("confidence")
            difficult = (element.findtext("Difficult") or element.findtext("difficult") or "0").strip() == "1"
            corners = [int(box.findtext(name)) for name in ("xmin", "ymin", "xmax", "ymax")]
            rows.append((element.findtext("name").lower(), corners, None if score is None else float(score), difficult))
        found[str(file.relative_to(folder))] = rows
    return found


def paired(truth, prediction):
    """(folder, true rows, predicted rows) of each image, those of the truth first."""
    truth, prediction = boxes(truth), boxes(prediction)
    rows = [(str(pathlib.Path(name).parent), truth[name], prediction.get(name, [])) for name in sorted(truth)]
    rows += [(str(pathlib.Path(name).parent), [], prediction[name]) for name in sorted(prediction) if name not in truth]
    return rows


def score_of(row):
    return -np.inf if row[2] is None else row[2]


def size(rect):
    return (rect[2] - rect[0] + 1) * (rect[3] - rect[1] + 1)


def shared(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0]) + 1
    height = min(a[3], b[3]) - max(a[1], b[1]) + 1
    return max(width, 0) * max(height, 0)


def iou(a, b):
    return shared(a, b) / (size(a) + size(b) - shared(a, b))


def judge(images, name, threshold, low, high, most):
    """Scores, hits and the number of true boxes of a class."""
    marks, count = [], 0
    for _, truth, predicted in images:
        true = [row for row in truth if row[0] == name]
        counts = np.array([not row[3] and low <= size(row[1]) <= high for row in true], dtype=bool)
        count += int(counts.sum())
        free = np.ones(len(true), dtype=bool)
        mine = [row for row in predicted if row[0] == name]
        mine = [mine[n] for n in np.argsort([-score_of(row) for row in mine], kind="stable")][:100]
        for rank, row in enumerate(mine):
            chosen = None
            for wanted in (counts, ~counts):
                best = min(threshold, 1 - 1e-10)
                for n in np.flatnonzero(wanted):
                    crowd = true[n][3]
                    overlap = shared(true[n][1], row[1]) / size(row[1]) if crowd else iou(true[n][1], row[1])
                    if (free[n] or crowd) and overlap >= best:
                        best, chosen = overlap, n
                if chosen is not None:
                    break
            if chosen is not None:
                free[chosen] = False
                if counts[chosen] and rank < most:
                    marks.append((score_of(row), True))
            elif low <= size(row[1]) <= high and rank < most:
                marks.append((score_of(row), False))
    order = np.argsort([-mark[0] for mark in marks], kind="stable") if marks else []
    return np.array([marks[n][1] for n in order], dtype=bool), count


def ap_and_recall(images, name, threshold, low, high, most):
    hits, count = judge(images, name, threshold, low, high, most)
    if count == 0:
        return None
    found = np.cumsum(hits)
    recall = found / count
    precision = found / np.arange(1, len(hits) + 1)
    values = [precision[recall >= r].max() if (recall >= r).any() else 0.0 for r in np.linspace(0, 1, 101)]
    return float(np.mean(values)), float(recall[-1]) if len(recall) else 0.0


def coco(images, names):
    ious = np.linspace(0.5, 0.95, 10)
    everything, small, medium, large = (0, 1e10), (0, 1024), (1024, 9216), (9216, 1e10)

    def mean(which, thresholds, area, most):
        values = []
        for name in names:
            results = [ap_and_recall(images, name, t, *area, most) for t in thresholds]
            values += [result[which] for result in results if result is not None]
        return float(np.mean(values)) if values else None

    return dict(
        zip(
            FIGURES,
            [
                mean(0, ious, everything, 100), mean(0, ious[:1], everything, 100), mean(0, ious[5:6], everything, 100),
                mean(0, ious, small, 100), mean(0, ious, medium, 100), mean(0, ious, large, 100),
                mean(1, ious, everything, 1), mean(1, ious, everything, 10), mean(1, ious, everything, 100),
                mean(1, ious, small, 100), mean(1, ious, medium, 100), mean(1, ious, large, 100),
            ],
        )
    )  # fmt: skip


def is_hit(true, predicted, hit, threshold):
    if hit == "iou":
        return iou(true, predicted) >= threshold
    x, y = (predicted[0] + predicted[2]) / 2, (predicted[1] + predicted[3]) / 2
    return true[0] - 0.5 <= x <= true[2] + 0.5 and true[1] - 0.5 <= y <= true[3] + 0.5


def froc_curve(marks, truths, scans):
    """`marks`: (score, hit) of the scans that are counted, as often as they are."""
    scores = np.array([mark[0] for mark in marks])
    hits = np.array([mark[1] for mark in marks], dtype=bool)
    points = [(0.0, 0.0)]
    for level in sorted(set(scores), reverse=True):
        taken = scores >= level
        points.append(((taken & ~hits).sum() / scans, (taken & hits).sum() / truths))
    return np.array(points)


def read_rates(curve):
    return np.interp(RATES, curve[:, 0], curve[:, 1])


def froc(images, hit, threshold, scan_count):
    folders = sorted({folder for folder, _, _ in images})
    count = max(scan_count, len(folders))
    marks, truths = [[] for _ in range(count)], np.zeros(count, dtype=int)
    for folder, truth, predicted in images:
        scan = folders.index(folder)
        best = [None] * len(truth)
        for row in predicted:
            found = [n for n, t in enumerate(truth) if t[0] == row[0] and is_hit(t[1], row[1], hit, threshold)]
            for n in found:
                best[n] = score_of(row) if best[n] is None else max(best[n], score_of(row))
            if not found:
                marks[scan].append((score_of(row), False))
        for n, t in enumerate(truth):
            if not t[3]:
                truths[scan] += 1
                if best[n] is not None:
                    marks[scan].append((best[n], True))
    curve = froc_curve(sum(marks, []), truths.sum(), count)
    sensitivities = read_rates(curve)

    state, mask = 42, (1 << 64) - 1

    def draw():
        nonlocal state
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    resampled = []
    for _ in range(1000):
        chosen = [draw() % count for _ in range(count)]
        if truths[chosen].sum() > 0:
            drawn = froc_curve(sum((marks[n] for n in chosen), []), truths[chosen].sum(), count)
            resampled.append(read_rates(drawn))
    resampled = np.array(resampled)
    low, high = np.percentile(resampled, [2.5, 97.5], axis=0)
    cpm_low, cpm_high = np.percentile(resampled.mean(axis=1), [2.5, 97.5])
    return {
        "scans": count,
        "truth_boxes": int(truths.sum()),
        "sensitivity": curve[-1, 1],
        "false_positives_per_scan": curve[-1, 0],
        "sensitivities": list(sensitivities),
        "low": list(low),
        "high": list(high),
        "cpm": float(np.mean(sensitivities)),
        "cpm_low": cpm_low,
        "cpm_high": cpm_high,
    }


def pycocotools(images, names):
    try:
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(77)

    def annotation(n, image, row):
        rect = row[1]
        area = [rect[0], rect[1], rect[2] - rect[0] + 1, rect[3] - rect[1] + 1]
        return {
            "id": n, "image_id": image, "category_id": 1 + names.index(row[0]), "bbox": area,
            "area": area[2] * area[3], "iscrowd": int(row[3]), "score": row[2],
        }  # fmt: skip

    def annotations(which):
        rows = [(n, row) for n, image in enumerate(images) for row in image[which]]
        return [annotation(1 + k, 1 + n, row) for k, (n, row) in enumerate(rows)]

    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {
            "images": [{"id": 1 + n} for n in range(len(images))],
            "categories": [{"id": 1 + n, "name": name} for n, name in enumerate(names)],
            "annotations": annotations(1),
        }
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(annotations(2)), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return {name: None if value == -1 else float(value) for name, value in zip(FIGURES, evaluation.stats)}


if __name__ == "__main__":
    images = paired(sys.argv[2], sys.argv[3])
    names = sorted({row[0] for _, truth, predicted in images for row in truth + predicted})
    if sys.argv[1] == "pycocotools":
        print(json.dumps(pycocotools(images, names)))
    else:
        result = {"coco": coco(images, names)}
        result["froc"] = froc(images, sys.argv[4], float(sys.argv[5]), int(sys.argv[6]))
        result["names"] = names
        print(json.dumps(result))

#!/usr/bin/env python3
"""Average precision of PASCAL VOC boxes, independently of Uptake.

box_ap_reference.py TRUTH PREDICTION IOU > JSON

Everingham et al., The PASCAL Visual Object Classes Challenge: A Retrospective (IJCV 2015): all points of the
precision-recall curve (VOC 2010 and later), widths with both ends. Boxes of equal score enter together.
"""

import json
import pathlib
import sys
from fractions import Fraction
from xml.etree import ElementTree


def boxes(folder):
    found = {}
    for file in pathlib.Path(folder).rglob("*.xml"):
        rows = []
        for element in ElementTree.parse(file).getroot().findall("object"):
            box = element.find("bndbox")
            score = element.findtext("score") or element.findtext("confidence")
            difficult = (element.findtext("Difficult") or element.findtext("difficult") or "0").strip() == "1"
            corners = [int(box.findtext(name)) for name in ("xmin", "ymin", "xmax", "ymax")]
            rows.append((element.findtext("name").lower(), corners, None if score is None else float(score), difficult))
        found[file.stem] = rows
    return found


def iou(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0]) + 1
    height = min(a[3], b[3]) - max(a[1], b[1]) + 1
    if width <= 0 or height <= 0:
        return Fraction(0)
    size = lambda r: (r[2] - r[0] + 1) * (r[3] - r[1] + 1)
    return Fraction(width * height, size(a) + size(b) - width * height)


def average_precision(truth, prediction, name, threshold):
    true = {image: [r for r in rows if r[0] == name] for image, rows in truth.items()}
    positives = sum(not r[3] for rows in true.values() for r in rows)
    detections = [(r[2], image, r[1]) for image, rows in prediction.items() for r in rows if r[0] == name]
    if positives == 0:
        return None
    levels = sorted({d[0] for d in detections}, key=lambda s: (s is None, -(s or 0.0)))
    taken, hits, misses, curve = set(), 0, 0, []
    for level in levels:
        for _, image, rect in [d for d in detections if d[0] == level]:
            candidates = true.get(image, [])
            best = max(range(len(candidates)), key=lambda n: iou(candidates[n][1], rect), default=None)
            if best is not None and iou(candidates[best][1], rect) >= threshold:
                if candidates[best][3]:
                    continue
                if (image, best) not in taken:
                    taken.add((image, best))
                    hits += 1
                    continue
            misses += 1
        if hits + misses:
            curve.append((Fraction(hits, positives), Fraction(hits, hits + misses)))
    area, before = Fraction(0), Fraction(0)
    for n, (recall, _) in enumerate(curve):
        area += (recall - before) * max(precision for _, precision in curve[n:])
        before = recall
    return float(area)


if __name__ == "__main__":
    truth, prediction = boxes(sys.argv[1]), boxes(sys.argv[2])
    threshold = Fraction(sys.argv[3])
    names = sorted({r[0] for tree in (truth, prediction) for rows in tree.values() for r in rows})
    ap = {name: average_precision(truth, prediction, name, threshold) for name in names}
    known = [value for value in ap.values() if value is not None]
    print(json.dumps({"ap": ap, "map": sum(known) / len(known) if known else None}))

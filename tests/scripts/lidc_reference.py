#!/usr/bin/env python3
"""LIDC's XML for tests, and its nodules as voxels, independently of Uptake.

lidc_reference.py make OUT.xml SERIES STUDY COLUMNS ROWS (UID Z)…
lidc_reference.py voxels FILE.xml COLUMNS ROWS (UID Z)… > JSON

A pixel belongs to a nodule whose centre is strictly inside an outline (even-odd, whole numbers throughout); outlines of
"inclusion FALSE" are cut afterwards, as pylidc does.
"""

import json
import math
import random
import sys
from xml.etree import ElementTree

NAMESPACE = "http://www.nih.gov"
CHARACTERISTICS = ["subtlety", "internalStructure", "calcification", "sphericity", "margin", "lobulation", "spiculation", "texture", "malignancy"]  # fmt: skip


def line(a, b):
    """The pixels from a to b, without b."""
    steps = max(abs(b[0] - a[0]), abs(b[1] - a[1]), 1)
    return [(round(a[0] + (b[0] - a[0]) * n / steps), round(a[1] + (b[1] - a[1]) * n / steps)) for n in range(steps)]


def blob(source, x, y, radius, chain):
    corners = []
    for n in range(source.randint(5, 11)):
        angle, length = 2 * math.pi * n / 11, radius * source.uniform(0.6, 1.3)
        corners.append((max(0, round(x + length * math.cos(angle))), max(0, round(y + length * math.sin(angle)))))
    if not chain:
        return corners
    points = []
    for a, b in zip(corners, corners[1:] + corners[:1]):
        points += line(a, b)
    # Some outlines end where they began, others before.
    return points + points[:1] if source.random() < 0.5 else points


def roi(points, uid, z, included=True):
    edges = "".join(f"<edgeMap><xCoord>{x}</xCoord><yCoord>{y}</yCoord></edgeMap>" for x, y in points)
    return (
        f"<roi><imageZposition>{z}</imageZposition><imageSOP_UID>{uid}</imageSOP_UID>"
        f"<inclusion>{'TRUE' if included else 'FALSE'}</inclusion>{edges}</roi>"
    )


def nodule(source, number, rois):
    values = "".join(f"<{name}>{source.randint(1, 5)}</{name}>" for name in CHARACTERISTICS)
    return f"<unblindedReadNodule><noduleID>{number}</noduleID><characteristics>{values}</characteristics>{rois}</unblindedReadNodule>"


def make(out, series, study, columns, rows, slices):
    source = random.Random(7)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<LidcReadMessage uid="1.2" xmlns="{NAMESPACE}">'
        f"<ResponseHeader><Version>1.8.1</Version><SeriesInstanceUid>{series}</SeriesInstanceUid>"
        f"<StudyInstanceUID>{study}</StudyInstanceUID></ResponseHeader>"
    )
    for reader in range(4):
        text += "<readingSession><annotationVersion>3.12</annotationVersion><servicingRadiologistID>anonymous</servicingRadiologistID>"
        for number in range(3):
            x, y = columns * (number + 1) // 4 + source.randint(-2, 2), rows // 2 + source.randint(-4, 4)
            first = source.randint(0, len(slices) - 4)
            rois = ""
            for k in range(first, first + source.randint(2, 4)):
                uid, z = slices[k]
                # One names its slice by z alone.
                uid = "9.9.9" if (reader, number, k) == (0, 1, first) else uid
                rois += roi(blob(source, x, y, columns / 9, source.random() < 0.7), uid, z)
                if number == 0:  # a second part, and a hole in the first
                    rois += roi(blob(source, x, y - rows // 4, columns / 14, True), uid, z)
                    rois = roi(blob(source, x, y, columns / 22, True), uid, z, False) + rois
            text += nodule(source, f"{reader + 1}{number:02d}", rois)
        uid, z = slices[reader]
        text += f"<unblindedReadNodule><noduleID>small {reader}</noduleID>{roi([(3 + reader, 4)], uid, z)}</unblindedReadNodule>"
        text += (
            f"<nonNodule><nonNoduleID>spot {reader}</nonNoduleID><imageZposition>{z}</imageZposition>"
            f"<imageSOP_UID>{uid}</imageSOP_UID><locus><xCoord>{5 + reader}</xCoord><yCoord>6</yCoord></locus></nonNodule>"
        )
        text += "</readingSession>"
    with open(out, "w", encoding="utf-8") as file:
        file.write(text + "</LidcReadMessage>\n")


def on_segment(p, a, b):
    cross = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return cross == 0 and min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


def strictly_inside(p, polygon):
    inside = False
    for a, b in zip(polygon, polygon[1:] + polygon[:1]):
        if on_segment(p, a, b):
            return False
        if (a[1] > p[1]) != (b[1] > p[1]):
            # p[0] < a[0] + (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1])
            left = (p[0] - a[0]) * (b[1] - a[1])
            right = (b[0] - a[0]) * (p[1] - a[1])
            if (left < right) == (b[1] > a[1]):
                inside = not inside
    return inside


def voxels(path, columns, rows, slices):
    uids, zs = [uid for uid, _ in slices], [float(z) for _, z in slices]
    name = lambda tag: f"{{{NAMESPACE}}}{tag}"
    result = []
    for session in ElementTree.parse(path).getroot().findall(name("readingSession")):
        nodules = {}
        for each in session.findall(name("unblindedReadNodule")):
            rois = each.findall(name("roi"))
            regions = {True: set(), False: set()}
            for contour in rois:
                points = [(int(e.findtext(name("xCoord"))), int(e.findtext(name("yCoord")))) for e in contour.findall(name("edgeMap"))]
                uid = contour.findtext(name("imageSOP_UID"))
                k = uids.index(uid) if uid in uids else zs.index(float(contour.findtext(name("imageZposition"))))
                low, high = [min(c) for c in zip(*points)], [max(c) for c in zip(*points)]
                for y in range(low[1], min(high[1], rows - 1) + 1):
                    for x in range(low[0], min(high[0], columns - 1) + 1):
                        if strictly_inside((x, y), points):
                            regions[contour.findtext(name("inclusion")) == "TRUE"].add((k, y, x))
            if len(rois) > 1 or len(rois[0].findall(name("edgeMap"))) > 1:
                nodules[each.findtext(name("noduleID"))] = sorted(regions[True] - regions[False])
        result.append(nodules)
    return result


if __name__ == "__main__":
    pairs = lambda words: list(zip(words[::2], words[1::2]))
    if sys.argv[1] == "make":
        make(*sys.argv[2:5], int(sys.argv[5]), int(sys.argv[6]), pairs(sys.argv[7:]))
    else:
        print(json.dumps(voxels(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), pairs(sys.argv[5:]))))

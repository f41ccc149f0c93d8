#!/usr/bin/env python3
"""The metrics of autoPET and the lesions of a comparison with scipy, independently of Uptake.

evaluate_reference.py TRUTH PREDICTION > JSON
"""

import json
import sys

import nibabel
import numpy
from scipy import ndimage
from scipy.spatial.distance import cdist

NEIGHBOURS = ndimage.generate_binary_structure(3, 2)  # faces and edges: 18


def surface(mask):
    inside = ndimage.binary_erosion(mask, ndimage.generate_binary_structure(3, 1), border_value=0)
    return numpy.argwhere(mask & ~inside)


def surface_distances(a, b, spacing):
    distances = cdist(surface(a) * spacing, surface(b) * spacing)
    there, back = distances.min(axis=1), distances.min(axis=0)
    return (
        float(max(numpy.percentile(there, 95), numpy.percentile(back, 95))),
        float((there.sum() + back.sum()) / (len(there) + len(back))),
    )


def compare(truth_file, prediction_file):
    truth_image = nibabel.load(truth_file)
    truth = numpy.asarray(truth_image.dataobj) > 0
    prediction = numpy.asarray(nibabel.load(prediction_file).dataobj) > 0
    spacing = numpy.array(truth_image.header.get_zooms()[:3], dtype=float)
    ml = spacing.prod() / 1000.0
    true_parts, true_count = ndimage.label(truth, NEIGHBOURS)
    parts, count = ndimage.label(prediction, NEIGHBOURS)
    false_positive = sum(int((parts == n).sum()) for n in range(1, count + 1) if not truth[parts == n].any())
    missed = sum(
        int((true_parts == n).sum()) for n in range(1, true_count + 1) if not prediction[true_parts == n].any()
    )
    lesions = []
    for n in range(1, true_count + 1):
        lesion = true_parts == n
        partners = [int(p) for p in numpy.unique(parts[lesion]) if p > 0]
        row = {"truth_ml": int(lesion.sum()) * ml, "fate": "detected" if partners else "missed"}
        row["split"] = len(partners) > 1
        row["merged"] = any(len(numpy.unique(true_parts[(parts == p) & truth])) > 1 for p in partners)
        if partners:
            found = numpy.isin(parts, partners)
            row["predicted_ml"] = int(found.sum()) * ml
            row["overlap_ml"] = int((found & lesion).sum()) * ml
            row["dice"] = 2.0 * int((found & lesion).sum()) / (int(found.sum()) + int(lesion.sum()))
            row["hd95_mm"], row["mean_surface_distance_mm"] = surface_distances(lesion, found, spacing)
        lesions.append(row)
    both = int((truth & prediction).sum())
    has_truth = bool(truth.any())
    return {
        "dice": 2.0 * both / (int(truth.sum()) + int(prediction.sum())) if has_truth else None,
        "fpv_ml": false_positive * ml,
        "fnv_ml": missed * ml if has_truth else None,
        "truth_components": true_count,
        "predicted_components": count,
        "lesions": lesions,
    }


if __name__ == "__main__":
    print(json.dumps(compare(sys.argv[1], sys.argv[2])))

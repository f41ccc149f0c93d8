#!/usr/bin/env python3
"""What an evaluation says of a folder of cases, with numpy and scipy, independently of Uptake.

evaluation_reference.py TRUTH PREDICTION TOLERANCE [PET] > JSON

Folders of .nii.gz of the same names; PET holds NAME_0001.nii.gz in SUV.
"""

import json
import os
import sys

import nibabel
import numpy
from scipy import ndimage

NEIGHBOURS = ndimage.generate_binary_structure(3, 2)  # faces and edges: 18
SIZES = [0, 0.5, 1, 2, 5, 10, 50, float("inf")]
RESAMPLES, SEED = 2000, 42


def surface(mask):
    return mask & ~ndimage.binary_erosion(mask, ndimage.generate_binary_structure(3, 1), border_value=0)


def surface_dice(truth, prediction, spacing, tolerance):
    if not truth.any():
        return None
    if not prediction.any():
        return 0.0
    a, b = surface(truth), surface(prediction)
    to_b = ndimage.distance_transform_edt(~b, sampling=spacing)[a]
    to_a = ndimage.distance_transform_edt(~a, sampling=spacing)[b]
    near = (to_b <= tolerance + 1e-9).sum() + (to_a <= tolerance + 1e-9).sum()
    return float(near / (len(to_a) + len(to_b)))


def mean_of(pet, mask):
    return float(pet[mask].astype(float).mean()) if pet is not None and mask.any() else None


def case(truth_file, prediction_file, tolerance, pet_file):
    image = nibabel.load(truth_file)
    truth = numpy.asarray(image.dataobj) > 0
    prediction = numpy.asarray(nibabel.load(prediction_file).dataobj) > 0
    pet = numpy.asarray(nibabel.load(pet_file).dataobj) if pet_file else None
    spacing = numpy.array(image.header.get_zooms()[:3], dtype=float)
    ml = spacing.prod() / 1000.0
    t, t_count = ndimage.label(truth, NEIGHBOURS)
    p, p_count = ndimage.label(prediction, NEIGHBOURS)
    matched_t, matched_p, lesions = set(), set(), []
    for n in range(1, t_count + 1):
        own = t == n
        partners = [int(m) for m in numpy.unique(p[own]) if m > 0]
        for m in partners:
            other = p == m
            if (own & other).sum() / (own | other).sum() >= 0.1:
                matched_t.add(n)
                matched_p.add(m)
        found = numpy.isin(p, partners)
        lesions.append(
            {
                "truth_ml": own.sum() * ml,
                "predicted_ml": found.sum() * ml,
                "detected": bool(partners),
                "matched": n in matched_t,
                "truth_suv": mean_of(pet, own),
                "predicted_suv": mean_of(pet, found) if partners else None,
            }
        )
    tp, fn, fp = len(matched_t), t_count - len(matched_t), p_count - len(matched_p)
    both, has_truth = (truth & prediction).sum(), bool(truth.any())
    fpv = sum((p == m).sum() for m in range(1, p_count + 1) if not truth[p == m].any()) * ml
    fnv = sum((t == n).sum() for n in range(1, t_count + 1) if not prediction[t == n].any()) * ml
    return {
        "dice": float(2.0 * both / (truth.sum() + prediction.sum())) if has_truth else None,
        "fpv_ml": float(fpv),
        "fnv_ml": float(fnv) if has_truth else None,
        "truth_ml": float(truth.sum() * ml),
        "predicted_ml": float(prediction.sum() * ml),
        "lesion_tp": tp,
        "lesion_fp": fp,
        "lesion_fn": fn,
        "lesion_f1": 2.0 * tp / (2 * tp + fp + fn) if tp + fp + fn else None,
        "surface_dice": surface_dice(truth, prediction, spacing, tolerance),
        "truth_suv_mean": mean_of(pet, truth),
        "predicted_suv_mean": mean_of(pet, prediction),
        "truth_tlg_g": float(pet[truth].astype(float).sum() * ml) if pet is not None else None,
        "lesions": lesions,
    }


def interval(numerators, denominators):
    """Percentile bootstrap over cases; draws by MT19937, case floor(r n / 2^32)."""
    n = len(numerators)
    if n < 2:
        return None
    raw = numpy.random.RandomState(SEED)._bit_generator.random_raw(RESAMPLES * n)
    index = (raw.astype(numpy.uint64) * numpy.uint64(n)) >> numpy.uint64(32)
    index = index.astype(int).reshape(RESAMPLES, n)
    top = numpy.array(numerators, float)[index].sum(axis=1)
    bottom = numpy.array(denominators, float)[index].sum(axis=1)
    ratios = top[bottom != 0] / bottom[bottom != 0]
    return [float(x) for x in numpy.percentile(ratios, [2.5, 97.5])] if len(ratios) else None


def described(name, values):
    values = [v for v in values if v is not None]
    return {
        name + "_mean": float(numpy.mean(values)) if values else None,
        name + "_sd": float(numpy.std(values, ddof=1)) if len(values) > 1 else None,
        name + "_mean_ci95": interval(values, [1.0] * len(values)),
    }


def agreement(pairs):
    first, second = numpy.array([a for a, _ in pairs]), numpy.array([b for _, b in pairs])
    if len(pairs) < 2:
        return {"n": len(pairs), "pearson_r": None, "bias": None, "sd": None, "limits": None}
    difference = second - first
    bias, sd = difference.mean(), difference.std(ddof=1)
    return {
        "n": len(pairs),
        "pearson_r": float(numpy.corrcoef(first, second)[0, 1]),
        "bias": float(bias),
        "sd": float(sd),
        "limits": [float(bias - 1.96 * sd), float(bias + 1.96 * sd)],
    }


def summary(cases):
    result = {"cases": len(cases)}
    for name in ["dice", "fpv_ml", "fnv_ml", "surface_dice"]:
        result.update(described(name, [c[name] for c in cases]))
    diseased = [c for c in cases if c["truth_ml"] > 0]
    for name, key in [("mtv_ml", "truth_ml"), ("suv_mean", "truth_suv_mean"), ("tlg_g", "truth_tlg_g")]:
        result.update(described(name, [c[key] for c in diseased]))
    for key in ["lesion_tp", "lesion_fp", "lesion_fn"]:
        result[key] = sum(c[key] for c in cases)
    whole = [2 * c["lesion_tp"] + c["lesion_fp"] + c["lesion_fn"] for c in cases]
    result["lesion_f1"] = 2.0 * result["lesion_tp"] / sum(whole) if sum(whole) else None
    result["lesion_f1_ci95"] = interval([2 * c["lesion_tp"] for c in cases], whole)
    result["volume_agreement"] = agreement([(c["truth_ml"], c["predicted_ml"]) for c in cases])
    found = [l for c in cases for l in c["lesions"] if l["detected"]]
    result["lesion_volume_agreement"] = agreement([(l["truth_ml"], l["predicted_ml"]) for l in found])
    result["lesion_suv_mean_agreement"] = agreement(
        [(l["truth_suv"], l["predicted_suv"]) for l in found if l["truth_suv"] is not None]
    )
    result["detection_by_size"] = []
    for low, high in zip(SIZES, SIZES[1:]):
        own = [[l for l in c["lesions"] if low <= l["truth_ml"] < high] for c in cases]
        counts = [len(o) for o in own]
        row = {"lesions": sum(counts)}
        for key in ["detected", "matched"]:
            hits = [sum(l[key] for l in o) for o in own]
            row[key] = sum(hits)
            row[key + "_ci95"] = interval(hits, counts) if sum(counts) else None
        result["detection_by_size"].append(row)
    return result


def main(truth, prediction, tolerance, pet=None):
    names = sorted(name for name in os.listdir(truth) if name.endswith(".nii.gz"))
    cases = []
    for name in names:
        pet_file = os.path.join(pet, name[:-7] + "_0001.nii.gz") if pet else None
        cases.append(
            case(os.path.join(truth, name), os.path.join(prediction, name), float(tolerance), pet_file)
        )
    print(json.dumps({"cases": cases, "summary": summary(cases)}))


if __name__ == "__main__":
    main(*sys.argv[1:])

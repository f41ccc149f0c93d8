#!/usr/bin/env python3
"""Makes a small collection in nnU-Net's form with predictions, PET (SUV) and a table of diagnoses.

make_collection.py OUT CASES [COLUMNSxROWSxSLICES]
"""

import os
import sys

import nibabel
import numpy

DIAGNOSES = ["MELANOMA", "NEGATIVE", "LYMPHOMA", "LUNG_CANCER"]


def main(out, cases, size="36x30x40"):
    size = tuple(int(n) for n in size.split("x"))
    spacing = numpy.array([6.0, 6.0, 7.0])
    affine = numpy.diag([-spacing[0], spacing[1], spacing[2], 1.0])
    affine[:3, 3] = [100, -80, -300]
    random = numpy.random.default_rng(5)
    places = numpy.meshgrid(*[numpy.arange(n) for n in size], indexing="ij")
    for folder in ["labelsTr", "predicted", "imagesTr"]:
        os.makedirs(os.path.join(out, folder), exist_ok=True)

    def ball(centre, radius):
        return sum(((p - c) * s) ** 2 for p, c, s in zip(places, centre, spacing)) <= radius**2

    def anywhere():
        return [random.uniform(0.25, 0.75) * n for n in size]

    rows = ["Subject ID,Study UID,diagnosis,age,sex"]
    for case in range(int(cases)):
        diagnosis = DIAGNOSES[case % len(DIAGNOSES)]
        truth, predicted = numpy.zeros(size, bool), numpy.zeros(size, bool)
        pet = (0.5 + 0.25 * random.random(size)).astype(numpy.float32)
        for lesion in range(0 if diagnosis == "NEGATIVE" else 3 + case % 4):
            centre, radius = anywhere(), random.uniform(7, 30)
            truth |= ball(centre, radius)
            pet[ball(centre, radius)] += random.uniform(2, 9)
            if lesion % 3:
                predicted |= ball(centre + random.normal(0, 1, 3), radius * random.uniform(0.7, 1.2))
        for _ in range(case % 3):
            predicted |= ball(anywhere(), random.uniform(7, 15))
        key = "%010x" % random.integers(16**10)
        name = f"fdg_{key}_03-23-2003-NA-PET-CT-{10000 + case}"
        for folder, values, end in [
            ("labelsTr", truth.astype(numpy.uint8), ""),
            ("predicted", predicted.astype(numpy.uint8), ""),
            ("imagesTr", pet, "_0001"),
        ]:
            nibabel.save(nibabel.Nifti1Image(values, affine), os.path.join(out, folder, f"{name}{end}.nii.gz"))
        rows.append(f"PETCT_{key},1.2.3.{10000 + case},{diagnosis},{40 + case:03d}Y,{'FM'[case % 2]}")
    with open(os.path.join(out, "fdg_metadata.csv"), "w", encoding="utf-8") as table:
        table.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

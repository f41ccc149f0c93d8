#!/usr/bin/env python3
"""Reads one series with pydicom, independently of Uptake, for comparison.

dicom_volume.py FOLDER SERIES_UID OUT [FACTOR]

Writes OUT: float32 values (slope * stored + intercept) * FACTOR, computed in double, k ascending along
row x column, and prints JSON: shape [slices, rows, columns], spacing [x, y, z], first, last, uids.
"""

import json
import os
import sys

import numpy
import pydicom


def main():
    folder, uid, out = sys.argv[1:4]
    factor = float(sys.argv[4]) if len(sys.argv) > 4 else 1.0
    slices = []
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                dataset = pydicom.dcmread(os.path.join(root, name))
            except pydicom.errors.InvalidDicomError:
                continue
            if dataset.get("SeriesInstanceUID") == uid and "PixelData" in dataset:
                slices.append(dataset)
    orientation = numpy.array(slices[0].ImageOrientationPatient, dtype=float)
    normal = numpy.cross(orientation[:3], orientation[3:])
    slices.sort(key=lambda s: numpy.dot(normal, numpy.array(s.ImagePositionPatient, dtype=float)))
    positions = numpy.array([s.ImagePositionPatient for s in slices], dtype=float)
    along = positions @ normal
    with open(out, "wb") as file:
        for s in slices:
            values = (s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept)) * factor
            file.write(values.astype("<f4").tobytes())
    rows_apart, columns_apart = (float(v) for v in slices[0].PixelSpacing)
    print(json.dumps({
        "shape": [len(slices), int(slices[0].Rows), int(slices[0].Columns)],
        "spacing": [columns_apart, rows_apart, (along[-1] - along[0]) / max(1, len(slices) - 1)],
        "first": positions[0].tolist(),
        "last": positions[-1].tolist(),
        "uids": [str(s.SOPInstanceUID) for s in slices],
    }))


main()

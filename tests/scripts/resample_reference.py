#!/usr/bin/env python3
"""Resamples a stack of slices with scipy, independently of Uptake, for comparison.

resample_reference.py PARAMETERS.json VALUES OUT

VALUES: float32, slices x rows x columns; or a folder of DICOM slices, which also state their positions,
orientation and pixel spacing. PARAMETERS: positions, row, column, spacing [columns, rows] of the stack (unless
a folder is given); origin, axes (three rows), spacing and size of the target; fill. OUT: float64, target k, j, i.
"""

import json
import os
import sys

import numpy
from scipy.ndimage import map_coordinates


def read_dicom(folder, p):
    import pydicom

    slices = [pydicom.dcmread(os.path.join(folder, name)) for name in os.listdir(folder)]
    cosines = numpy.array(slices[0].ImageOrientationPatient, dtype=float)
    p["row"], p["column"] = cosines[:3].tolist(), cosines[3:].tolist()
    normal = numpy.cross(cosines[:3], cosines[3:])
    slices.sort(key=lambda s: numpy.dot(normal, numpy.array(s.ImagePositionPatient, dtype=float)))
    p["positions"] = [[float(v) for v in s.ImagePositionPatient] for s in slices]
    p["spacing"] = [float(slices[0].PixelSpacing[1]), float(slices[0].PixelSpacing[0])]
    p["rows"], p["columns"] = int(slices[0].Rows), int(slices[0].Columns)
    return numpy.array([s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices])


def main():
    with open(sys.argv[1]) as file:
        p = json.load(file)
    stored = read_dicom(sys.argv[2], p) if os.path.isdir(sys.argv[2]) else None
    positions = numpy.array(p["positions"], dtype=float)
    row, column = numpy.array(p["row"]), numpy.array(p["column"])
    normal = numpy.cross(row, column)
    shape = (len(positions), p["rows"], p["columns"])
    values = numpy.fromfile(sys.argv[2], dtype="<f4").reshape(shape).astype(float) if stored is None else stored
    ni, nj, nk = p["size"]
    k, j, i = numpy.meshgrid(range(nk), range(nj), range(ni), indexing="ij")
    axes = numpy.array(p["axes"], dtype=float)
    points = (numpy.array(p["origin"]) + i[..., None] * p["target_spacing"][0] * axes[0]
              + j[..., None] * p["target_spacing"][1] * axes[1]
              + k[..., None] * p["target_spacing"][2] * axes[2])
    along = positions @ normal
    w = numpy.interp(points @ normal, along, numpy.arange(len(positions)))
    first = numpy.stack([numpy.interp(w, numpy.arange(len(positions)), positions[:, a]) for a in range(3)], axis=-1)
    u = (points - first) @ row / p["spacing"][0]
    v = (points - first) @ column / p["spacing"][1]
    # Rounding in a sum of millimetres must not put an edge pixel outside.
    u, v, w = (numpy.where(abs(x - numpy.round(x)) < 1e-6, numpy.round(x), x) for x in (u, v, w))
    out = map_coordinates(values, [w, v, u], order=1, mode="constant", cval=p["fill"])
    out.astype("<f8").tofile(sys.argv[3])


main()

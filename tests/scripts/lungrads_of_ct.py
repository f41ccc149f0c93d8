#!/usr/bin/env python3
"""Writes a table of slices as the Lung-RADS dataset has it, from slices of a CT and spheres in it.

lungrads_of_ct.py CTFOLDER OUT.pkl X,Y,Z,RADIUS...: for each sphere (LPS, mm) five slices about its middle, every
second one, with the sphere as the mask.
"""

import pathlib
import pickle
import sys

import numpy
import pandas
import pydicom

CLASSES = ("LR4B", "LR3", "LR4A", "LR2")


def rows(images, sphere, name):
    centre, radius = sphere[:3], sphere[3]
    nearest = min(range(len(images)), key=lambda k: abs(images[k].ImagePositionPatient[2] - centre[2]))
    for k in range(nearest - 4, nearest + 5, 2):
        image = images[k]
        origin = [float(v) for v in image.ImagePositionPatient]
        row_mm, column_mm = (float(v) for v in image.PixelSpacing)
        y, x = numpy.mgrid[0 : image.Rows, 0 : image.Columns]
        squared = (origin[0] + x * column_mm - centre[0]) ** 2 + (origin[1] + y * row_mm - centre[1]) ** 2
        inside = squared + (origin[2] - centre[2]) ** 2 <= radius**2
        hu = image.pixel_array * int(image.RescaleSlope) + int(image.RescaleIntercept)
        yield name, inside.astype(numpy.int8), hu.astype(numpy.int16)


def main(folder, out, *spheres):
    images = [pydicom.dcmread(path) for path in pathlib.Path(folder).iterdir()]
    images.sort(key=lambda image: float(image.ImagePositionPatient[2]))
    table = {"label1": [], "mask": [], "hu_array": [], "hu_array_old": []}
    for number, sphere in enumerate(spheres):
        for name, mask, hu in rows(images, [float(v) for v in sphere.split(",")], CLASSES[number % 4]):
            for column, value in zip(table, (name, mask, hu, hu)):
                table[column].append(value)
    with open(out, "wb") as file:
        pickle.dump(pandas.DataFrame(table), file, protocol=4)


if __name__ == "__main__":
    main(*sys.argv[1:])

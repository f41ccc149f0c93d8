#!/usr/bin/env python3
"""Writes the voxels of a NIfTI as uint8, first axis fastest: nifti_values.py IN.nii.gz OUT."""

import sys

import nibabel
import numpy

voxels = numpy.asarray(nibabel.load(sys.argv[1]).dataobj)
with open(sys.argv[2], "wb") as file:
    file.write((voxels != 0).astype(numpy.uint8).tobytes(order="F"))

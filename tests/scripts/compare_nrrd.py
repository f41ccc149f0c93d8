"""Compares labels (NIfTI) with a NRRD file of the same voxels: values, first voxel's position, spacing.

Exit status 0 when they are the same. Reads NRRD by its header alone: raw or gzip, little endian, LPS.
"""
import gzip
import re
import sys

import nibabel
import numpy

raw = open(sys.argv[1], "rb").read()
header, data = raw.split(b"\n\n", 1)
fields = dict(line.split(": ", 1) for line in header.decode().splitlines() if ": " in line)
assert fields["space"] == "left-posterior-superior" and fields["endian"] == "little"
types = {"short": "<i2", "unsigned char": "u1", "uchar": "u1", "unsigned short": "<u2"}
data = gzip.decompress(data) if fields["encoding"] == "gzip" else data
sizes = [int(size) for size in fields["sizes"].split()]
truth = numpy.frombuffer(data, types[fields["type"]]).reshape(sizes, order="F")
vectors = [[float(v) for v in found.split(",")] for found in re.findall(r"\(([^)]*)\)", fields["space directions"])]
origin = [float(v) for v in fields["space origin"].strip("()").split(",")]

image = nibabel.load(sys.argv[2])
labels = numpy.asarray(image.dataobj)
lps = numpy.diag([-1.0, -1.0, 1.0, 1.0]) @ image.affine
assert labels.shape == truth.shape, (labels.shape, truth.shape)
assert truth.any(), "the truth is empty"
assert numpy.array_equal(labels, truth), "%d voxels differ" % numpy.count_nonzero(labels != truth)
assert numpy.allclose(lps[:3, 3], origin, atol=1e-3), (lps[:3, 3], origin)
assert numpy.allclose(lps[:3, :3].T, vectors, atol=1e-5), (lps, vectors)
print(numpy.count_nonzero(truth), "voxels")

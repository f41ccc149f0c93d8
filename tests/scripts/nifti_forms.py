"""Writes one mask in one of the forms in which programs write NIfTI, and says where nibabel puts its voxels.

nifti_forms.py FORM FILE        prints JSON: the LPS positions in mm of the voxels with a label, and their labels
"""
import gzip
import json
import sys

import nibabel
import numpy

form, path = sys.argv[1:]
# Sizes, spacings and directions all differ; the mask lies off-centre.
affine = numpy.array([[-1.5, 0, 0, 20], [0, 2, 0, -30], [0, 0, 2.5, 7], [0, 0, 0, 1]], float)
data = numpy.zeros((9, 8, 7), numpy.uint8)
data[2:4, 4:7, 1] = 3
kind = nibabel.Nifti2Image if form == "nifti2" else nibabel.Nifti1Image
types = {"float32": "<f4", "float64": "<f8", "int64": "<i8", "uint64": "<u8", "int8": "<i1", "uint32": "<u4",
         "not-a-number": "<f4", "fraction": "<f4"}
stored = data.astype(types.get(form, "u1"))
unit = 1.0
if form == "4d":
    stored = stored[..., None]
elif form == "5d":
    stored = stored[..., None, None]
elif form == "not-a-number":
    stored[0, 0, 0] = numpy.nan
elif form == "fraction":
    stored[2, 4, 1] = 0.7
elif form == "metre":
    unit = 1000.0
elif form == "micron":
    unit = 0.001
shown = affine.copy()
shown[:3] /= unit
header = None
if form == "big-endian":
    header = nibabel.Nifti1Header(endianness=">")
    stored = stored.astype(">i2")
    header.set_data_dtype(">i2")
image = kind(stored, shown, header, dtype=stored.dtype)
image.header.set_xyzt_units({"metre": "meter", "micron": "micron", "no-unit": "unknown"}.get(form, "mm"))
image.set_sform(shown, 2)
image.set_qform(shown, 1)
other = shown @ numpy.array([[-1, 0, 0, 8], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], float)
if form == "forms-disagree":
    image.set_qform(other, 1)
elif form == "qform-only":
    image.set_sform(other, 0)
elif form == "sform-only":
    image.set_qform(other, 0)
elif form == "no-form":
    image.set_sform(None, 0)
    image.set_qform(None, 0)
if form == "slope":
    # As converters from pictures of 0 and 255 do.
    image = kind(data // 3 * 255, shown, dtype=numpy.uint8)
    image.header.set_slope_inter(1 / 255, 0)
    raw = image.to_bytes()
    at = 112
    raw = raw[:at] + numpy.array([1 / 255, 0], "<f4").tobytes() + raw[at + 8:]
else:
    raw = image.to_bytes()
if form == "sform-not-a-number":
    raw = raw[:280] + numpy.array([numpy.nan], "<f4").tobytes() + raw[284:]
if path.endswith(".gz"):
    cut = 500 if form == "members" else len(raw)
    # As bgzip and pigz do: one member after the other; zeros may follow the last.
    raw = gzip.compress(raw[:cut]) + (gzip.compress(raw[cut:]) + gzip.compress(b"") + bytes(8) if form == "members" else b"")
open(path, "wb").write(raw)
places = []
if form not in ("no-form", "sform-not-a-number"):
    read = nibabel.load(path)
    values = numpy.nan_to_num(numpy.asarray(read.dataobj)).reshape(9, 8, 7)
    for index in numpy.argwhere(values):
        ras = (read.affine @ [*index, 1])[:3] * unit
        places.append([-ras[0], -ras[1], ras[2], float(values[tuple(index)])])
print(json.dumps(places))

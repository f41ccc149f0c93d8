"""Prints what nibabel sees in a NIfTI file: type, shape, both forms, and the non-zero voxels with their values.

With --make FILE SHAPE AFFINE DTYPE VALUE, writes a file instead: zeros but for VALUE at voxel (1, 2, 0).
"""
import json
import sys

import nibabel
import numpy

if sys.argv[1] == "--make":
    path, shape, affine, dtype, value = sys.argv[2:]
    data = numpy.zeros(json.loads(shape), dtype)
    data[1, 2, 0] = float(value)
    image = nibabel.Nifti1Image(data, numpy.array(json.loads(affine), float))
    image.header.set_data_dtype(dtype)
    nibabel.save(image, path)
else:
    image = nibabel.load(sys.argv[1])
    data = numpy.asarray(image.dataobj)
    qform, qcode = image.header.get_qform(coded=True)
    sform, scode = image.header.get_sform(coded=True)
    print(json.dumps({
        "dtype": str(data.dtype),
        "shape": data.shape,
        "qcode": int(qcode),
        "scode": int(scode),
        "qform": qform.tolist() if qcode else None,
        "sform": sform.tolist() if scode else None,
        "units": image.header.get_xyzt_units()[0],
        "voxels": [[int(i), int(j), int(k), float(data[i, j, k])] for i, j, k in zip(*numpy.nonzero(data))],
    }))

"""What nibabel reads of a label image.

label_places.py FILE [IMAGE]    prints JSON: shape, type, affine, and the labelled voxels [x, y, z, label] by
                                position, mm, LPS; with IMAGE, whether shape and affine are that image's ("same")
label_places.py --threshold SUV VALUE OUT    writes the voxels of SUV above VALUE as labels 1
"""
import json
import sys

import nibabel
import numpy

if sys.argv[1] == "--threshold":
    suv = nibabel.load(sys.argv[2])
    labels = (suv.get_fdata() > float(sys.argv[3])).astype(numpy.uint8)
    nibabel.save(nibabel.Nifti1Image(labels, suv.affine), sys.argv[4])
    sys.exit(0)
file = nibabel.load(sys.argv[1])
data = numpy.asarray(file.dataobj)
places = []
for index in numpy.argwhere(data):
    position = file.affine @ numpy.array([*index, 1.0])
    places.append([-position[0], -position[1], position[2], int(data[tuple(index)])])
result = {"shape": list(data.shape), "type": str(data.dtype), "affine": file.affine.tolist(), "places": places}
if len(sys.argv) > 2:
    image = nibabel.load(sys.argv[2])
    result["same"] = bool(image.shape == data.shape and numpy.allclose(image.affine, file.affine, atol=1e-4))
print(json.dumps(result))

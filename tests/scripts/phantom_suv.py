"""Measures the phantom's lesions with pydicom and numpy alone and prints what it finds as JSON.

usage: phantom_suv.py STUDY X,Y,Z,RADIUS...   (LPS mm)

SUV is computed from the headers by the vendor-neutral rule for DecayCorrection START; the reference time is
also worked out from FrameReferenceTime, for every slice on its own.
"""
import datetime
import json
import math
import pathlib
import sys

import numpy as np
import pydicom


def seconds(date, time):
    whole, _, fraction = str(time).partition(".")
    moment = datetime.datetime.strptime(f"{date}{whole}", "%Y%m%d%H%M%S")
    return (moment - datetime.datetime(2000, 1, 1)).total_seconds() + (float("0." + fraction) if fraction else 0.0)


def series(folder):
    slices = [pydicom.dcmread(path) for path in sorted(pathlib.Path(folder).glob("*.dcm"))]
    slices.sort(key=lambda s: float(s.ImagePositionPatient[2]))
    return slices


pet = series(sys.argv[1] + "/PET")
ct = series(sys.argv[1] + "/CT")
tracer = pet[0].RadiopharmaceuticalInformationSequence[0]
half_life = float(tracer.RadionuclideHalfLife)
decay = math.log(2) / half_life
reference = seconds(pet[0].SeriesDate, pet[0].SeriesTime)
injected = seconds(pet[0].SeriesDate, tracer.RadiopharmaceuticalStartTime)
dose = float(tracer.RadionuclideTotalDose) * 2 ** (-(reference - injected) / half_life)
factor = float(pet[0].PatientWeight) * 1000 / dose

offsets = []
for image in pet:
    duration = float(image.ActualFrameDuration) / 1000
    average = math.log(decay * duration / (1 - math.exp(-decay * duration))) / decay
    acquired = seconds(image.AcquisitionDate, image.AcquisitionTime)
    offsets.append(abs(acquired + average - float(image.FrameReferenceTime) / 1000 - reference))

lesions = []
for text in sys.argv[2:]:
    x, y, z, radius = map(float, text.split(","))
    inside, hounsfield = [], []
    for images, found in ((pet, inside), (ct, hounsfield)):
        for image in images:
            origin = [float(v) for v in image.ImagePositionPatient]
            row_step, column_step = (float(v) for v in image.PixelSpacing)
            px = origin[0] + column_step * np.arange(image.Columns)
            py = origin[1] + row_step * np.arange(image.Rows)
            distance = np.sqrt((px[None, :] - x) ** 2 + (py[:, None] - y) ** 2 + (origin[2] - z) ** 2)
            if distance.min() > radius:
                continue
            values = image.pixel_array * float(image.RescaleSlope) + float(image.RescaleIntercept)
            found.extend(values[distance < max(radius - 3.5, 3.5)].tolist())
    inside = np.array(inside) * factor
    lesions.append({"voxels": len(inside), "mean": inside.mean(), "lowest": inside.min(),
                    "highest": inside.max(), "hu": float(np.mean(hounsfield)) if hounsfield else None})

print(json.dumps({
    "lesions": lesions,
    "reference_offset_s": max(offsets),
    "ct": len(ct), "pet": len(pet),
    "slopes": len({float(image.RescaleSlope) for image in pet}),
    "fullest": min(int(image.pixel_array.max()) for image in pet),
    "frames_of_reference": len({image.FrameOfReferenceUID for image in ct + pet}),
    "studies": len({image.StudyInstanceUID for image in ct + pet}),
    "instances": len({image.SOPInstanceUID for image in ct + pet}),
    "longest_uid": max(len(image.SOPInstanceUID) for image in ct + pet),
}))

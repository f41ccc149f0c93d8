"""Computes SUV factors with pydicom from the formulas alone, for comparison with the program's.

usage: suv_factors.py FOLDER|INSTANCES.json

Prints JSON: for every slice, by ascending position, its factor (value after rescaling × factor = SUV by body
weight), and the worst relative difference between the decay reference and the one by FrameReferenceTime. A
JSON file holds header values as an array of objects instead. Knows what the test data needs: BQML with START,
ADMIN and NONE, CNTS with Philips' factors, GML with IBW.
"""
import datetime
import json
import math
import pathlib
import sys

import numpy as np
import pydicom


def instant(date, time):
    whole, _, fraction = str(time).strip().partition(".")
    moment = datetime.datetime.strptime(f"{date}{whole}", "%Y%m%d%H%M%S")
    return (moment - datetime.datetime(2000, 1, 1)).total_seconds() + (float("0." + fraction) if fraction else 0.0)


class FromFile:
    """The values of one DICOM file, by keyword; None when absent or empty."""

    def __init__(self, dataset):
        self.dataset = dataset
        self.tracer = dataset.RadiopharmaceuticalInformationSequence[0]

    def __call__(self, keyword):
        value = self.dataset.get(keyword)
        if value in (None, ""):
            value = self.tracer.get(keyword)
        return None if value in (None, "") else value

    def philips(self, element):
        tag = (0x7053, 0x1000 + element)
        return float(self.dataset[tag].value) if tag in self.dataset else None

    def position(self):
        o = [float(v) for v in self.dataset.ImageOrientationPatient]
        return float(np.dot(np.cross(o[:3], o[3:]), [float(v) for v in self.dataset.ImagePositionPatient]))


class FromJson:
    def __init__(self, values, number):
        self.values, self.number = values, number

    def __call__(self, keyword):
        value = self.values.get(keyword)
        return None if value in (None, "") else value

    def philips(self, element):
        name = {0: "SUVScaleFactor", 9: "ActivityConcentrationScaleFactor"}[element]
        value = self.values.get("PhilipsPETPrivateGroup", {}).get(name)
        return float(value) if value else None

    def position(self):
        return self.number


def ideal(of):
    centimetres = float(of("PatientSize")) * 100
    male, female = 48.0 + 1.06 * (centimetres - 152), 45.5 + 0.91 * (centimetres - 152)
    return {"M": male, "F": female}.get(of("PatientSex"), (male + female) / 2)


def reference(slices):
    first = slices[0]
    series = instant(first("SeriesDate"), first("SeriesTime"))
    acquired = min(instant(s("AcquisitionDate"), s("AcquisitionTime")) for s in slices)
    return series if series <= acquired else acquired


def administration(of, scan):
    if of("RadiopharmaceuticalStartDateTime"):
        text = str(of("RadiopharmaceuticalStartDateTime")).strip()
        return instant(text[:8], text[8:])
    day = instant(of("AcquisitionDate"), "000000")
    moment = day + instant("20000101", of("RadiopharmaceuticalStartTime"))
    return moment if moment <= scan else moment - 86400


def activity_factor(of, slices):
    dose = float(of("RadionuclideTotalDose"))
    grams = float(of("PatientWeight")) * 1000
    rate = math.log(2) / float(of("RadionuclideHalfLife"))
    correction = of("DecayCorrection")
    if correction == "ADMIN":
        return grams / dose
    if correction == "START":
        scan = reference(slices)
        return grams / (dose * math.exp(-rate * (scan - administration(of, scan))))
    assert correction == "NONE", correction
    acquired = instant(of("AcquisitionDate"), of("AcquisitionTime"))
    x = rate * float(of("ActualFrameDuration")) / 1000
    return grams / dose * x / (1 - math.exp(-x)) * math.exp(rate * (acquired - administration(of, acquired)))


def factor(of, slices):
    units = of("Units")
    if units == "BQML":
        return activity_factor(of, slices)
    if units == "CNTS":
        return of.philips(0) or of.philips(9) * activity_factor(of, slices)
    assert units == "GML" and of("SUVType") == "IBW", (units, of("SUVType"))
    return float(of("PatientWeight")) / ideal(of)


def difference(slices):
    first = slices[0]
    if first("DecayCorrection") != "START" or first("Units") == "GML" or first("Units") == "CNTS":
        return None
    rate = math.log(2) / float(first("RadionuclideHalfLife"))
    scan = reference(slices)
    found = []
    for s in slices:
        t = float(s("ActualFrameDuration")) / 1000
        mean = math.log(rate * t / (1 - math.exp(-rate * t))) / rate
        own = instant(s("AcquisitionDate"), s("AcquisitionTime")) + mean - float(s("FrameReferenceTime")) / 1000
        found.append(math.exp(rate * (own - scan)) - 1)
    return max(found, key=abs)


source = pathlib.Path(sys.argv[1])
if source.is_dir():
    slices = [FromFile(pydicom.dcmread(path, stop_before_pixels=True)) for path in source.rglob("*.dcm")]
else:
    slices = [FromJson(values, i) for i, values in enumerate(json.loads(source.read_text()))]
slices.sort(key=lambda s: s.position())
print(json.dumps({"factors": [factor(s, slices) for s in slices], "difference": difference(slices)}))

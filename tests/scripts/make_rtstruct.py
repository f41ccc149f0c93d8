"""Writes an RTSTRUCT over a series with pydicom and prints which voxels it encloses, worked out with numpy alone.

make_rtstruct.py SERIESDIR OUT [OPTION]…

Prints JSON {"ROI name": [[column, row, slice], …]}; slices are numbered along the normal, row × column. The voxels
come from the polygons' winding in the patient's coordinates, not from scan lines over pixels.
Options: plain (no images named), shifted (contours half a slice off), oblique, nan, giant, count, types, wrongimage,
frame, deep, many, zero, binary (implicit VR), fine (contours of more than 64 kB).
"""
import json
import pathlib
import sys

import numpy
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

folder, out, options = sys.argv[1], sys.argv[2], sys.argv[3:]
slices = [pydicom.dcmread(path, stop_before_pixels=True) for path in pathlib.Path(folder).glob("*.dcm")]
cosines = numpy.array(slices[0].ImageOrientationPatient, float)
row, column = cosines[:3], cosines[3:]
normal = numpy.cross(row, column)
slices.sort(key=lambda s: numpy.dot(normal, numpy.array(s.ImagePositionPatient, float)))
positions = numpy.array([s.ImagePositionPatient for s in slices], float)
distance = numpy.dot(positions[-1] - positions[0], normal) / max(1, len(slices) - 1)
row_spacing, column_spacing = (float(v) for v in slices[0].PixelSpacing)
columns, rows = int(slices[0].Columns), int(slices[0].Rows)
width, height = columns * column_spacing, rows * row_spacing


def circle(cx, cy, radius, count=4001 if "fine" in options else 61, turn=0.1234):
    angles = numpy.linspace(0, 2 * numpy.pi, count, endpoint=False) + turn
    return [(cx + radius * numpy.cos(a), cy + radius * numpy.sin(a)) for a in angles]


def star(cx, cy, radius):
    angles = numpy.linspace(0, 2 * numpy.pi, 10, endpoint=False) + 0.2345
    return [(cx + r * numpy.cos(a), cy + r * numpy.sin(a)) for a, r in zip(angles, [radius, radius * 0.37] * 5)]


def keyhole(outer, inner):
    """One line: round the outer contour, across, round the inner one the other way, and back across."""
    return outer + outer[:1] + (inner[:1] + inner[1:][::-1] + inner[:1]) + outer[:1]


# In mm from the first voxel's centre, along a row and down a column.
cx, cy, r = width * 0.503, height * 0.487, min(width, height) * 0.411
shapes = {
    "Ring": [circle(cx, cy, r), circle(cx + r * 0.13, cy, r * 0.52)],
    "Keyhole": [keyhole(circle(cx, cy, r * 0.93), circle(cx, cy + r * 0.11, r * 0.43))],
    "Star": [star(cx, cy, r)],
    "Two": [circle(width * 0.211, height * 0.233, r * 0.31), circle(width * 0.777, height * 0.789, r * 0.29)],
    "Island": [circle(cx, cy, r), circle(cx, cy, r * 0.71), circle(cx, cy, r * 0.37)],
    "Beyond": [circle(0.07, 0.05, r * 0.6)],
}


def inside(polygon):
    """Rows × columns: whether each voxel's centre is inside, by counting crossings of a line down the columns."""
    x = column_spacing * numpy.arange(columns)[None, :]
    y = row_spacing * numpy.arange(rows)[:, None]
    result = numpy.zeros((rows, columns), bool)
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1]):
        if x0 == x1:
            continue
        spans = (x0 <= x) != (x1 <= x)
        at = y0 + (x - x0) * ((y1 - y0) / (x1 - x0))
        result ^= spans & (at > y)
    return result


def contour_item(polygon, k, shift=0.0):
    points = [positions[k] + normal * shift * distance + row * x + column * y for x, y in polygon]
    if "oblique" in options:
        points = [p + normal * distance * n / len(points) for n, p in enumerate(points)]
    item = Dataset()
    if "plain" not in options:
        image = Dataset()
        image.ReferencedSOPClassUID = slices[k].SOPClassUID
        named = slices[(k + 2) % len(slices)] if "wrongimage" in options else slices[k]
        image.ReferencedSOPInstanceUID = named.SOPInstanceUID
        item.ContourImageSequence = Sequence([image])
    item.ContourGeometricType = "CLOSED_PLANAR"
    item.NumberOfContourPoints = len(points) + (1 if "count" in options else 0)
    values = ["%.7g" % v for p in points for v in p]
    if "nan" in options:
        values[4] = "nan"
    if "giant" in options:
        values[4] = "1e300"
    item.add_new(0x30060050, "DS", values)
    return item


dataset = Dataset()
dataset.SpecificCharacterSet = "ISO_IR 192"
dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.481.3"
dataset.SOPInstanceUID = pydicom.uid.generate_uid()
for name in ("StudyDate", "StudyTime", "PatientID", "PatientName", "StudyInstanceUID", "StudyID"):
    setattr(dataset, name, slices[0].get(name, ""))
dataset.Modality = "RTSTRUCT"
dataset.SeriesInstanceUID = pydicom.uid.generate_uid()
dataset.SeriesNumber = 7
dataset.StructureSetLabel = "Ünder test"
frame = slices[0].get("FrameOfReferenceUID", "")
dataset.FrameOfReferenceUID = "1.2.3" if "frame" in options else frame
reference, study, series = Dataset(), Dataset(), Dataset()
reference.FrameOfReferenceUID = dataset.FrameOfReferenceUID
series.SeriesInstanceUID = "1.2.3.5" if "frame" in options else slices[0].SeriesInstanceUID
series.ContourImageSequence = Sequence([])
for s in slices:
    image = Dataset()
    image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = s.SOPClassUID, s.SOPInstanceUID
    series.ContourImageSequence.append(image)
study.ReferencedSOPClassUID = "1.2.840.10008.3.1.2.3.1"
study.ReferencedSOPInstanceUID = slices[0].StudyInstanceUID
study.RTReferencedSeriesSequence = Sequence([series])
reference.RTReferencedStudySequence = Sequence([study])
dataset.ReferencedFrameOfReferenceSequence = Sequence([reference])
dataset.StructureSetROISequence, dataset.ROIContourSequence = Sequence([]), Sequence([])
dataset.RTROIObservationsSequence = Sequence([])

expected = {}
if "many" in options:
    shapes = {"ROI %d" % n: shapes["Ring"] for n in range(80)}
for number, (name, polygons) in enumerate(shapes.items(), 0 if "zero" in options else 1):
    roi, contours, observation = Dataset(), Dataset(), Dataset()
    roi.ROINumber = number * 3
    roi.ReferencedFrameOfReferenceUID = dataset.FrameOfReferenceUID
    roi.ROIName = name
    roi.ROIGenerationAlgorithm = "MANUAL" if name == "Ring" else ""
    contours.ReferencedROINumber = number * 3
    contours.ROIDisplayColor = [10 * number, 200, 255 - number]
    contours.ContourSequence = Sequence([])
    observation.ObservationNumber = number + 1
    observation.ReferencedROINumber = number * 3
    observation.RTROIInterpretedType = "GTV" if name == "Star" else "ORGAN"
    voxels = []
    for k in range(1, len(slices) - 1):
        mask = numpy.zeros((rows, columns), bool)
        for polygon in polygons:
            contours.ContourSequence.append(contour_item(polygon, k, 0.5 if "shifted" in options else 0.0))
            mask ^= inside(polygon)
        voxels += [[int(x), int(y), k] for y, x in zip(*numpy.nonzero(mask))]
    if "types" in options:
        point = contour_item(polygons[0][:1], 1)
        point.ContourGeometricType = "POINT"
        line = contour_item(polygons[0][:4], 1)
        line.ContourGeometricType = "OPEN_PLANAR"
        contours.ContourSequence.extend([point, line, line])
    expected[name] = voxels
    dataset.StructureSetROISequence.append(roi)
    dataset.ROIContourSequence.append(contours)
    dataset.RTROIObservationsSequence.append(observation)
    if "nan" in options:
        break
if "types" in options:
    roi = Dataset()
    roi.ROINumber, roi.ROIName, roi.ROIGenerationAlgorithm = 900, "Empty", ""
    dataset.StructureSetROISequence.append(roi)

meta = FileMetaDataset()
meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
implicit = "binary" in options
meta.TransferSyntaxUID = "1.2.840.10008.1.2" if implicit else "1.2.840.10008.1.2.1"
dataset.file_meta = meta
dataset.is_little_endian, dataset.is_implicit_VR = True, implicit
dataset.save_as(out, write_like_original=False)
if "deep" in options:
    # Behind all that: items within items, by their bytes alone.
    with open(out, "ab") as file:
        for _ in range(20000):
            file.write(b"\xfe\x40\x08\x50SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff")
print(json.dumps(expected))

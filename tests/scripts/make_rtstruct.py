"""Writes an RTSTRUCT over a series with pydicom and prints which voxels it encloses, worked out with numpy alone.

make_rtstruct.py SERIESDIR OUT [OPTION]…

Prints JSON {"ROI name": [[column, row, slice], …]}; slices are numbered along the normal, row × column. The voxels
come from the polygons' winding in the patient's coordinates, not from scan lines over pixels.
Options: plain (no images named), shifted (contours half a slice off), oblique, nan, giant, count, types, wrongimage,
frame, deep, many, zero, binary (implicit VR), fine (contours of more than 64 kB), overlaps (ROIs whose contours lie on
one another, expected as PS3.3 C.8.8.6.3 or the reader's documentation says), numbers (ROI numbers beyond 16 bits and
below 0), slabs (ROIs whose contours lie between the slices), frames (a registered image is named first, and the ring lies in its frame of reference).
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


def box(x0, y0, x1, y1):
    """In voxels, with corners off the voxels' centres."""
    sx, sy = column_spacing, row_spacing
    return [(x0 * sx, y0 * sy), (x1 * sx, y0 * sy), (x1 * sx, y1 * sy), (x0 * sx, y1 * sy)]


def moved(polygon, by):
    """The other way round, from another first point, each point a little off."""
    turned = (polygon[7 % len(polygon):] + polygon[:7 % len(polygon)])[::-1]
    return [(x + by * (-1) ** n, y - by * (-1) ** (n // 2)) for n, (x, y) in enumerate(turned)]


XOR, CLOSED = "CLOSEDPLANAR_XOR", "CLOSED_PLANAR"
contour_type, enclosed = {}, {}
if "overlaps" in options:
    disc, other = circle(cx, cy, r * 0.7), circle(cx + r * 0.6, cy + r * 0.2, r * 0.6)
    hole = circle(cx - r * 0.3, cy, r * 0.2)
    tall, wide = box(20.4, 4.4, 26.6, 33.6), box(6.4, 15.4, 40.6, 21.6)
    left, right = box(5.4, 5.4, 12.3, 30.6), box(12.3, 9.4, 20.6, 26.6)
    cut = [(x + (0.03 if n % 2 else -0.03), y) for n, (x, y) in enumerate(box(5.4, 10.4, 9.6, 20.6))]
    # Name: contours, their type, what they enclose.
    cases = {
        "Twice": ([disc, disc], CLOSED, lambda i: i(disc)),
        "Twice, turned": ([disc, moved(disc, 0.001)], CLOSED, lambda i: i(disc)),
        "Round twice": ([disc + disc], CLOSED, lambda i: i(disc)),
        "Round twice, closed": ([disc + disc[:1] + disc + disc[:1]], CLOSED, lambda i: i(disc)),
        "Hole twice": ([disc, hole, hole], CLOSED, lambda i: i(disc) & ~i(hole)),
        "Crossing": ([disc, other], CLOSED, lambda i: i(disc) | i(other)),
        "Crossing, hole": ([hole, disc, other], CLOSED, lambda i: (i(disc) | i(other)) & ~i(hole)),
        "Crossing thrice": ([left, tall, wide], CLOSED, lambda i: i(left) | i(tall) | i(wide)),
        "Plus": ([tall, wide], CLOSED, lambda i: i(tall) | i(wide)),
        "Side by side": ([left, right], CLOSED, lambda i: i(left) | i(right)),
        "Hole at the edge": ([left, cut], CLOSED, lambda i: i(left) & ~i(cut)),
        "Exclusive": ([disc, other], XOR, lambda i: i(disc) ^ i(other)),
        "Exclusive, twice": ([disc, hole, hole], XOR, lambda i: i(disc)),
        "Interpolated": ([disc, hole], "INTERPOLATED_PLANAR", lambda i: i(disc) & ~i(hole)),
        "Lower case": ([disc], "closed_planar", lambda i: i(disc)),
    }
    shapes = {name: polygons for name, (polygons, _, _) in cases.items()}
    contour_type = {name: kind for name, (_, kind, _) in cases.items()}
    enclosed = {name: what for name, (_, _, what) in cases.items()}


placed, planes_shown = {}, {}
if "slabs" in options:
    disc, smaller = circle(cx, cy, r * 0.7), circle(cx, cy, r * 0.5)
    hole = circle(cx - r * 0.1, cy, r * 0.2)
    left, right = circle(width * 0.211, cy, r * 0.31), circle(width * 0.777, cy, r * 0.29)
    # Name: the contours' planes in slice distances, and which contours each slice shows. Where the contours are an
    # even series, these are the slices z with lowest - distance / 2 <= z < highest + distance / 2.
    slabs = {
        "Thin": ([(disc, 0.8 + 0.25 * n) for n in range(10)], {1: [disc], 2: [disc], 3: [disc]}),
        "Thinner": ([(disc, 0.8 + 0.0625 * n) for n in range(21)], {1: [disc], 2: [disc]}),
        # The distance is at the limit of what counts as one plane.
        "Fifths": ([(disc, 0.85 + 0.2 * n) for n in range(8)], {1: [disc], 2: [disc]}),
        "Thick": ([(disc, 0.6), (smaller, 3.0)], {0: [disc], 1: [disc], 2: [smaller], 3: [smaller], 4: [smaller]}),
        "Just up to": ([(disc, 1.25 + 0.5 * n) for n in range(4)], {1: [disc], 2: [disc]}),
        "Half-way": ([(disc, 2.5)], {2: [disc]}),
        "All half-way": ([(disc, 1.5), (smaller, 2.5)], {1: [disc], 2: [smaller]}),
        "Nowhere": ([(disc, 1.3), (disc, 1.5), (disc, 1.7)], {}),
        "Beside": ([(left, 2.0), (left, 3.0), (right, 2.5)], {2: [left, right], 3: [left]}),
        "Beside, near": ([(left, 2.0), (right, 2.17)], {2: [left, right]}),
        "Hole off": ([(disc, 2.0), (hole, 2.15), (disc, 3.0), (hole, 3.15)], {2: [disc, hole], 3: [disc, hole]}),
        "Fine hole off": ([(p, 1.0 + 0.25 * n + o) for n in range(9) for p, o in ((disc, 0), (hole, 0.03))],
                          {1: [disc, hole], 2: [disc, hole], 3: [disc, hole]}),
        "Part lost": ([(left, 1.0 + 0.25 * n) for n in range(9)] + [(right, 1.5)], {1: [left], 2: [left], 3: [left]}),
        "Uneven": ([(disc, z) for z in (1.0, 1.9, 3.1, 4.0)], {1: [disc], 2: [disc], 3: [disc], 4: [disc]}),
        "Apart": ([(disc, z) for z in (0.9, 1.15, 1.4, 3.9, 4.15)], {1: [disc], 4: [disc]}),
        "Two images": ([(disc, 1.85), (smaller, 2.0)], {2: [smaller]}),
    }
    shapes = {name: [] for name in slabs}
    placed = {name: contours for name, (contours, _) in slabs.items()}
    planes_shown = {name: shown for name, (_, shown) in slabs.items()}


def contour_item(polygon, k, shift=0.0, kind=CLOSED):
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
    item.add_new(0x30060042, "CS", kind)
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
if "frames" in options:
    del dataset.FrameOfReferenceUID
    registered, its_study, its_series = Dataset(), Dataset(), Dataset()
    registered.FrameOfReferenceUID, its_series.SeriesInstanceUID = "1.2.3.77", "1.2.3.78"
    its_series.ContourImageSequence = Sequence([])
    its_study.ReferencedSOPClassUID, its_study.ReferencedSOPInstanceUID = "1.2.840.10008.3.1.2.3.1", "1.2.3.79"
    its_study.RTReferencedSeriesSequence = Sequence([its_series])
    registered.RTReferencedStudySequence = Sequence([its_study])
    dataset.ReferencedFrameOfReferenceSequence.insert(0, registered)
dataset.StructureSetROISequence, dataset.ROIContourSequence = Sequence([]), Sequence([])
dataset.RTROIObservationsSequence = Sequence([])

expected = {}
if "many" in options:
    shapes = {"ROI %d" % n: shapes["Ring"] for n in range(80)}
for number, (name, polygons) in enumerate(shapes.items(), 0 if "zero" in options else 1):
    roi, contours, observation = Dataset(), Dataset(), Dataset()
    key = {1: 70000, 2: -5}.get(number, number * 3) if "numbers" in options else number * 3
    roi.ROINumber = key
    roi.ReferencedFrameOfReferenceUID = reference.FrameOfReferenceUID
    if "frames" in options and name == "Ring":
        roi.ReferencedFrameOfReferenceUID = "1.2.3.77"
    roi.ROIName = name
    roi.ROIGenerationAlgorithm = "MANUAL" if name == "Ring" else ""
    contours.ReferencedROINumber = key
    contours.ROIDisplayColor = [10 * number, 200, 255 - number]
    contours.ContourSequence = Sequence([])
    observation.ObservationNumber = number + 1
    observation.ReferencedROINumber = key
    observation.RTROIInterpretedType = "GTV" if name == "Star" else "ORGAN"
    voxels = []
    for k in range(1, len(slices) - 1):
        mask = numpy.zeros((rows, columns), bool)
        for polygon in polygons:
            contours.ContourSequence.append(contour_item(polygon, k, 0.5 if "shifted" in options else 0.0,
                                                         contour_type.get(name, CLOSED)))
            mask ^= inside(polygon)
        if name in enclosed:
            mask = enclosed[name](inside)
        voxels += [[int(x), int(y), k] for y, x in zip(*numpy.nonzero(mask))]
    for n, (polygon, plane) in enumerate(placed.get(name, [])):
        item = contour_item(polygon, 0, plane)
        if name == "Two images":
            image = Dataset()
            image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = slices[0].SOPClassUID, "1.2.3.66.%d" % n
            item.ContourImageSequence = Sequence([image])
        contours.ContourSequence.append(item)
    for k, shown in planes_shown.get(name, {}).items():
        mask = numpy.logical_xor.reduce([inside(polygon) for polygon in shown])
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

"""Prints the painted voxels of a BINARY DICOM SEG: one line "segment x y z" each, LPS in 0.001 mm, sorted.

Written from the standard alone (PS3.3 C.7.6.2.1.1, PS3.5 8.1.1 and D.1), to check what the program writes.
"""
import sys

import numpy
import pydicom

data = pydicom.dcmread(sys.argv[1])
assert data.SegmentationType == "BINARY" and data.BitsAllocated == 1
rows, columns, frames = data.Rows, data.Columns, int(data.NumberOfFrames)
bits = numpy.unpackbits(numpy.frombuffer(data.PixelData, numpy.uint8), bitorder="little")
assert len(data.PixelData) % 2 == 0
assert 0 <= bits.size - rows * columns * frames < 16, "pixel data has the wrong length"
assert not bits[rows * columns * frames:].any(), "padding is painted"
pixels = bits[:rows * columns * frames].reshape(frames, rows, columns)

shared = data.SharedFunctionalGroupsSequence[0]
cosines = numpy.array(shared.PlaneOrientationSequence[0].ImageOrientationPatient, float)
row_spacing, column_spacing = map(float, shared.PixelMeasuresSequence[0].PixelSpacing)
assert [s.SegmentNumber for s in data.SegmentSequence] == list(range(1, len(data.SegmentSequence) + 1))
assert len(data.PerFrameFunctionalGroupsSequence) == frames

lines = []
indices = []
for frame, groups in zip(pixels, data.PerFrameFunctionalGroupsSequence):
    assert frame.any(), "an empty frame"
    segment = groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber
    position = numpy.array(groups.PlanePositionSequence[0].ImagePositionPatient, float)
    indices.append(tuple(groups.FrameContentSequence[0].DimensionIndexValues))
    assert indices[-1][0] == segment
    for row, column in zip(*numpy.nonzero(frame)):
        point = position + cosines[:3] * column * column_spacing + cosines[3:] * row * row_spacing
        lines.append("%d %d %d %d" % (segment, *(int(numpy.floor(abs(v) * 1000 + 0.5) * numpy.sign(v)) for v in point)))
assert indices == sorted(set(indices)), "frames are not ordered by segment, then position"
print("\n".join(sorted(lines)))

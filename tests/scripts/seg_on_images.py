#!/usr/bin/env python3
"""Puts a BINARY DICOM SEG onto its source images the way web viewers do: seg_on_images.py SEG IMAGE...

Follows the rules by which @cornerstonejs/adapters reads (packages/adapters, Segmentation_4X.js and
labelmapImagesFromBuffer.ts) on top of dcmjs: which attributes must be there, that a frame belongs to the image
that it names, failing that to the one at its position in the first referenced series, and that it is shown as
stored only when orientation and size are those of the image. Prints "segment SOPInstanceUID column row" for
every painted pixel, sorted; fails when a frame would be skipped or the file be refused.
"""
import sys

import numpy
import pydicom

TOLERANCE = 1e-3

seg = pydicom.dcmread(sys.argv[1])
images = {}
for path in sys.argv[2:]:
    image = pydicom.dcmread(path, stop_before_pixels=True)
    images[image.SOPInstanceUID] = image
first = next(iter(images.values()))

# dcmjs normalises what it reads, and demands these.
assert seg.SOPClassUID == "1.2.840.10008.5.1.4.1.1.66.4" and seg.Modality == "SEG"
assert int(seg.NumberOfFrames) == len(seg.PerFrameFunctionalGroupsSequence)
assert len(seg.SharedFunctionalGroupsSequence) == 1
assert (seg.BitsAllocated, seg.BitsStored, seg.HighBit, seg.PixelRepresentation) == (1, 1, 0, 0)
assert seg.SegmentationType == "BINARY" and seg.SamplesPerPixel == 1
assert seg.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"

shared = seg.SharedFunctionalGroupsSequence[0]
orientation = [float(v) for v in shared.PlaneOrientationSequence[0].ImageOrientationPatient]
spacing = [float(v) for v in shared.PixelMeasuresSequence[0].PixelSpacing]
assert float(shared.PixelMeasuresSequence[0].SpacingBetweenSlices) > 0
assert numpy.allclose(orientation, [float(v) for v in first.ImageOrientationPatient], atol=TOLERANCE)
assert numpy.allclose(spacing, [float(v) for v in first.PixelSpacing], atol=TOLERANCE)
assert (seg.Rows, seg.Columns) == (first.Rows, first.Columns)

# Viewers find the images by the first referenced series.
referenced = seg.ReferencedSeriesSequence[0]
assert referenced.SeriesInstanceUID == first.SeriesInstanceUID
assert {i.ReferencedSOPInstanceUID for i in referenced.ReferencedInstanceSequence} <= set(images)
assert getattr(first, "FrameOfReferenceUID", None) in (None, seg.FrameOfReferenceUID)

for number, segment in enumerate(seg.SegmentSequence, start=1):
    assert segment.SegmentNumber == number
    assert segment.SegmentLabel and segment.SegmentAlgorithmType in ("MANUAL", "SEMIAUTOMATIC", "AUTOMATIC")
    assert segment.SegmentAlgorithmType == "MANUAL" or segment.SegmentAlgorithmName
    for sequence in (segment.SegmentedPropertyCategoryCodeSequence, segment.SegmentedPropertyTypeCodeSequence):
        assert len(sequence) == 1 and sequence[0].CodeValue and sequence[0].CodeMeaning
        assert sequence[0].CodingSchemeDesignator
    assert len(segment.RecommendedDisplayCIELabValue) == 3
    assert segment.TrackingID and segment.TrackingUID


def image_of(group):
    derivation = group.get("DerivationImageSequence")
    if derivation:
        source = derivation[0].SourceImageSequence[0]
        assert source.ReferencedSOPInstanceUID in images
        return source.ReferencedSOPInstanceUID
    position = [float(v) for v in group.PlanePositionSequence[0].ImagePositionPatient]
    at = [uid for uid, image in images.items()
          if numpy.allclose([float(v) for v in image.ImagePositionPatient], position, atol=TOLERANCE)]
    assert at, "a frame at %s is on no image" % position
    return at[0]


count = int(seg.NumberOfFrames)
bits = numpy.unpackbits(numpy.frombuffer(seg.PixelData, numpy.uint8), bitorder="little")
frames = bits[: seg.Rows * seg.Columns * count].reshape(count, seg.Rows, seg.Columns)
lines = []
for frame, group in zip(frames, seg.PerFrameFunctionalGroupsSequence):
    uid = image_of(group)
    number = group.SegmentIdentificationSequence[0].ReferencedSegmentNumber
    assert 1 <= number <= len(seg.SegmentSequence)
    position = [float(v) for v in group.PlanePositionSequence[0].ImagePositionPatient]
    assert numpy.allclose(position, [float(v) for v in images[uid].ImagePositionPatient], atol=TOLERANCE)
    lines += ["%d %s %d %d" % (number, uid, column, row) for row, column in zip(*numpy.nonzero(frame))]
assert len(lines) == len(set(line.split(" ", 1)[1] for line in lines)), "segments overlap"
print("\n".join(sorted(lines)))

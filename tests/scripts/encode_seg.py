#!/usr/bin/env python3
"""Writes a BINARY DICOM SEG of ours as other programs would: encode_seg.py IN OUT STEP...

Steps that change the frames: reverse (order of frames), shuffle, gaps (segment n becomes 3 n + 2), autopet (one
frame for each slice and segment, empty ones too, rows stored from the bottom up).
Steps that change the coding: labelmap8, labelmap16, fractional, bytes (BINARY with 8 bits a pixel).
Steps that compress, last: rle (a byte or two a pixel), rle-bits (packed bits), rle-fragments (each frame in
several fragments, with an offset table), deflate.

Written from the standard alone, with pydicom.
"""
import copy
import sys

import numpy
import pydicom
from pydicom.encaps import encapsulate
from pydicom.uid import DeflatedExplicitVRLittleEndian, RLELossless

data = pydicom.dcmread(sys.argv[1])
steps = sys.argv[3:]
rows, columns, count = data.Rows, data.Columns, int(data.NumberOfFrames)
bits = numpy.unpackbits(numpy.frombuffer(data.PixelData, numpy.uint8), bitorder="little")
frames = [f.copy() for f in bits[: rows * columns * count].reshape(count, rows, columns)]
groups = list(data.PerFrameFunctionalGroupsSequence)


def number_of(group):
    return group.SegmentIdentificationSequence[0].ReferencedSegmentNumber


def position_of(group):
    return [float(v) for v in group.PlanePositionSequence[0].ImagePositionPatient]


def packbits(values, literal):
    """Run-length code of a plane (PS3.5 G.3.1); `literal` uses no runs, another legal choice."""
    out = bytearray()
    at = 0
    while at < len(values):
        run = 1
        while not literal and at + run < len(values) and run < 128 and values[at + run] == values[at]:
            run += 1
        if run > 1:
            out += bytes([257 - run, values[at]])
            at += run
            continue
        part = values[at : at + 1] if not literal else values[at : at + 128]
        out += bytes([len(part) - 1]) + bytes(part)
        out += b"\x80" if len(out) % 7 == 0 else b""  # means nothing, and must be skipped
        at += len(part)
    return bytes(out + b"\0" * (len(out) % 2))


def rle_frame(planes, literal):
    coded = [packbits(plane, literal) for plane in planes]
    offsets = [64]
    for plane in coded[:-1]:
        offsets.append(offsets[-1] + len(plane))
    header = [len(coded)] + offsets + [0] * (15 - len(offsets))
    return numpy.array(header, "<u4").tobytes() + b"".join(coded)


def planes_of(frame):
    if frame.dtype == numpy.uint16:
        return [(frame >> 8).astype(numpy.uint8).tobytes(), (frame & 255).astype(numpy.uint8).tobytes()]
    return [frame.astype(numpy.uint8).tobytes()]


def autopet():
    """Every slice of every segment, from those that are there; rows from the bottom up."""
    global frames, groups
    shared = data.SharedFunctionalGroupsSequence[0]
    cosines = numpy.array(shared.PlaneOrientationSequence[0].ImageOrientationPatient, float)
    spacing = float(shared.PixelMeasuresSequence[0].PixelSpacing[0])
    at = {(number_of(g), tuple(position_of(g))): f for f, g in zip(frames, groups)}
    positions = sorted({position for _, position in at})
    template = groups[0]
    frames, groups = [], []
    for number in sorted({number for number, _ in at}):
        for position in positions:
            frame = at.get((number, position), numpy.zeros((rows, columns), numpy.uint8))
            group = copy.deepcopy(template)
            if "DerivationImageSequence" in group:  # of another slice
                del group.DerivationImageSequence
            group.SegmentIdentificationSequence[0].ReferencedSegmentNumber = number
            last_row = numpy.array(position) + cosines[3:] * spacing * (rows - 1)
            group.PlanePositionSequence[0].ImagePositionPatient = [float("%.10g" % v) for v in last_row]
            frames.append(frame[::-1])
            groups.append(group)
    shared.PlaneOrientationSequence[0].ImageOrientationPatient = list(cosines[:3]) + list(-cosines[3:])


def labelmap(dtype):
    """One frame a position; the pixels hold the numbers."""
    global frames, groups
    merged = {}
    for frame, group in zip(frames, groups):
        key = tuple(position_of(group))
        if key not in merged:
            del_number = copy.deepcopy(group)
            number = number_of(group)
            del del_number.SegmentIdentificationSequence
            merged[key] = [numpy.zeros((rows, columns), dtype), del_number]
        merged[key][0][frame != 0] = number_of(group)
    frames = [m[0] for m in merged.values()]
    groups = [m[1] for m in merged.values()]
    data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.66.7"
    data.SegmentationType = "LABELMAP"
    data.BitsAllocated = data.BitsStored = numpy.dtype(dtype).itemsize * 8
    data.HighBit = data.BitsAllocated - 1


def native():
    if data.BitsAllocated == 1:
        packed = numpy.packbits(numpy.concatenate([f.ravel() for f in frames]), bitorder="little").tobytes()
    else:
        packed = b"".join(numpy.ascontiguousarray(f).tobytes() for f in frames)
    data.PixelData = packed + b"\0" * (len(packed) % 2)
    data["PixelData"].VR = "OW" if data.BitsAllocated == 16 else "OB"


def compress(coded, with_table=False):
    per_frame = 2 if with_table else 1
    data.PixelData = encapsulate(coded, fragments_per_frame=per_frame, has_bot=with_table)
    data["PixelData"].VR = "OB"
    data["PixelData"].is_undefined_length = True
    data.file_meta.TransferSyntaxUID = RLELossless


native_wanted = True
for step in steps:
    if step == "reverse":
        frames, groups = frames[::-1], groups[::-1]
    elif step == "shuffle":
        order = numpy.random.default_rng(1).permutation(len(frames))
        frames, groups = [frames[i] for i in order], [groups[i] for i in order]
    elif step == "gaps":
        for segment in data.SegmentSequence:
            segment.SegmentNumber = 3 * segment.SegmentNumber + 2
        for group in groups:
            identification = group.SegmentIdentificationSequence[0]
            identification.ReferencedSegmentNumber = 3 * identification.ReferencedSegmentNumber + 2
    elif step == "autopet":
        autopet()
    elif step == "labelmap8":
        labelmap(numpy.uint8)
    elif step == "labelmap16":
        labelmap(numpy.uint16)
    elif step in ("fractional", "bytes"):
        data.BitsAllocated = data.BitsStored = 8
        data.HighBit = 7
        if step == "fractional":
            data.SegmentationType = "FRACTIONAL"
            data.SegmentationFractionalType = "PROBABILITY"
            data.MaximumFractionalValue = 200
            frames = [numpy.where(f != 0, 100, 99).astype(numpy.uint8) for f in frames]
    elif step in ("rle", "rle-bits", "rle-fragments"):
        native_wanted = False
        if step == "rle-bits":
            coded = [rle_frame([numpy.packbits(f.ravel(), bitorder="little").tobytes()], i % 2 == 1)
                     for i, f in enumerate(frames)]
        else:
            coded = [rle_frame(planes_of(f), i % 2 == 1) for i, f in enumerate(frames)]
        compress(coded, step == "rle-fragments")
    elif step == "deflate":
        data.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    else:
        sys.exit("unknown step " + step)
if native_wanted:
    native()
data.NumberOfFrames = len(groups)
data.PerFrameFunctionalGroupsSequence = groups
data.save_as(sys.argv[2])

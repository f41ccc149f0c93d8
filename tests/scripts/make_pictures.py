#!/usr/bin/env python3
"""Writes images in colour, and grey ones that are neither CT nor PET, with pydicom; what they show is worked out here.

make_pictures.py series KIND FOLDER   FOLDER/dicom/*.dcm, and FOLDER/expected: RGB bytes or float32 values, slice
                                      after slice along the normal, or in the order of the files without a place
make_pictures.py study FOLDER         a study: CT (series 1), PET (2), PET/CT in colour with a place (3), photos of a
                                      screen without one (4), MR (5)
make_pictures.py check FOLDER XML...  reads the VOC files' images with pydicom and prints, as JSON, their modality,
                                      series number, rows and columns

Kinds: rgb, rgb-planar, ybr, ybr-planar, ybr422, rle, rle-ybr, palette8, palette8-words, palette16, palette-16bit,
palette-offset, multiframe, multiframe-palette, photos; damaged ones: palette-short, palette-missing, palette-bits,
palette-unequal, palette-segmented, rgb16, ybr-partial, ybr422-odd; values: mr, mr-lut, float, double, nm.
"""

import json
import os
import sys

import numpy
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

ROWS, COLUMNS, SLICES = 6, 8, 3
CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


def triples(k, rows=ROWS, columns=COLUMNS):
    y, x = numpy.mgrid[0:rows, 0:columns]
    return numpy.stack([(x * 31 + y * 7 + k * 53) % 256, (x * 5 + y * 41 + k * 17 + 90) % 256,
                        (255 - x * 29 - y * 3 + k * 71) % 256], axis=-1).astype(numpy.uint8)


def rgb_of(ybr):
    y, b, r = (ybr[..., i].astype(float) - (128.0 if i else 0.0) for i in range(3))
    return numpy.clip(numpy.rint(numpy.stack([y + 1.402 * r, y - 0.344136 * b - 0.714136 * r, y + 1.772 * b],
                                             axis=-1)), 0, 255).astype(numpy.uint8)


def common(number, instance, modality, sop_class, study="1.2.77.1"):
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.is_little_endian, data.is_implicit_VR = True, False
    data.SOPClassUID, data.Modality = sop_class, modality
    data.SOPInstanceUID = f"1.2.77.2.{number}.{instance}"
    data.file_meta.MediaStorageSOPClassUID, data.file_meta.MediaStorageSOPInstanceUID = sop_class, data.SOPInstanceUID
    data.StudyInstanceUID, data.SeriesInstanceUID = study, f"1.2.77.3.{number}"
    data.StudyDate, data.PatientID, data.PatientName = "20210304", "P77", "Colour^Case"
    data.SeriesNumber, data.InstanceNumber = number, instance
    data.SeriesDescription = f"Series {number}"
    data.ImageType = ["DERIVED", "SECONDARY"]
    return data


def place(data, z, spacing):
    data.ImagePositionPatient, data.ImageOrientationPatient = [-10.0, -20.0, z], [1, 0, 0, 0, 1, 0]
    data.PixelSpacing, data.SliceThickness, data.FrameOfReferenceUID = [spacing, spacing], 4.0, "1.2.77.9"


def pixels(data, rows, columns, samples, photometric, bits, raw):
    data.Rows, data.Columns, data.SamplesPerPixel = rows, columns, samples
    data.PhotometricInterpretation = photometric
    data.BitsAllocated = data.BitsStored = bits
    data.HighBit, data.PixelRepresentation = bits - 1, 0
    data.PixelData = raw + b"\0" * (len(raw) % 2)
    data["PixelData"].VR = "OW" if bits > 8 else "OB"


def save(data, path):
    data.save_as(path, write_like_original=False)


def palette(data, kind):
    """Sets a palette and returns its colours, of what it is looked up with."""
    first, entries = (10 if kind == "palette-offset" else 0), 64
    colours = numpy.stack([(numpy.arange(entries) * f + o) % 256 for f, o in ((3, 1), (5, 40), (7, 200))], axis=-1)
    wide = kind not in ("palette8", "palette8-words")
    for n, name in enumerate(("Red", "Green", "Blue")):
        words = colours[:, n].astype(numpy.uint16)
        # The lower byte is not looked at.
        raw = (words * 256 + 77).astype("<u2").tobytes() if wide else words.astype("<u2").tobytes()
        if kind == "palette8":
            raw = words.astype(numpy.uint8).tobytes()
        bits = 16 if wide else 8
        count = entries
        if kind == "palette-short" and n == 1:
            raw = raw[:20]
        if kind == "palette-bits":
            bits = 12
        if kind == "palette-unequal" and n == 2:
            count = entries - 1
        setattr(data, f"{name}PaletteColorLookupTableDescriptor", [count, first, bits])
        if kind == "palette-segmented":
            setattr(data, f"Segmented{name}PaletteColorLookupTableData", b"\0\0\1\0\2\0")
        elif not (kind == "palette-missing" and n == 0):
            setattr(data, f"{name}PaletteColorLookupTableData", raw)
    return colours.astype(numpy.uint8), first


def picture(data, kind, k):
    """Fills in the pixels of slice k and returns what they show."""
    seen = triples(k)
    if kind.startswith(("palette", "multiframe-palette")):
        colours, first = palette(data, kind)
        wide = kind == "palette-16bit"
        stored = (triples(k)[..., 0].astype(int) * (3 if wide else 1)) % 90
        pixels(data, ROWS, COLUMNS, 1, "PALETTE COLOR", 16 if wide else 8,
               stored.astype("<u2" if wide else "u1").tobytes())
        return colours[numpy.clip(stored - first, 0, 63)]
    if kind == "ybr422-odd":
        pixels(data, ROWS, 7, 3, "YBR_FULL_422", 8, b"\0" * (ROWS * 14))
        data.PlanarConfiguration = 0
        return seen
    if kind == "ybr422":
        shared = seen.copy()
        shared[:, 1::2, 1:] = shared[:, 0::2, 1:]
        raw = numpy.stack([shared[:, 0::2, 0], shared[:, 1::2, 0], shared[:, 0::2, 1], shared[:, 0::2, 2]], axis=-1)
        pixels(data, ROWS, COLUMNS, 3, "YBR_FULL_422", 8, raw.tobytes())
        data.PlanarConfiguration = 0
        return rgb_of(shared)
    if kind == "rgb16":
        pixels(data, ROWS, COLUMNS, 3, "RGB", 16, seen.astype("<u2").tobytes())
        data.PlanarConfiguration = 0
        return seen
    planar = kind.endswith("planar")
    is_ybr = "ybr" in kind
    photometric = "YBR_PARTIAL_420" if kind == "ybr-partial" else "YBR_FULL" if is_ybr else "RGB"
    pixels(data, ROWS, COLUMNS, 3, photometric, 8, (seen.transpose(2, 0, 1) if planar else seen).tobytes())
    data.PlanarConfiguration = 1 if planar else 0
    return rgb_of(seen) if is_ybr else seen


def values(kind, folder):
    expected = []
    if kind == "nm":
        data = common(1, 1, "NM", "1.2.840.10008.5.1.4.1.1.20")
        data.ImageType = ["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"]
        stack = [(triples(k)[..., 0].astype(int) * 9 + k).astype("<u2") for k in range(4)]
        pixels(data, ROWS, COLUMNS, 1, "MONOCHROME2", 16, b"".join(s.tobytes() for s in stack))
        data.NumberOfFrames, data.SpacingBetweenSlices, data.PixelSpacing = 4, -3.0, [2.0, 2.0]
        data.FrameOfReferenceUID, data.SliceThickness = "1.2.77.9", 3.0
        data.SliceVector = [1, 2, 3, 4]
        detector = Dataset()
        detector.ImagePositionPatient, detector.ImageOrientationPatient = [-10.0, -20.0, 100.0], [1, 0, 0, 0, 1, 0]
        data.DetectorInformationSequence = Sequence([detector])
        save(data, os.path.join(folder, "dicom", "nm.dcm"))
        return [s.astype("<f4") for s in reversed(stack)]
    for k in range(SLICES):
        data = common(1, k + 1, "MR", "1.2.840.10008.5.1.4.1.1.4")
        place(data, 100.0 + 4.0 * k, 2.0)
        base = triples(k)[..., 1].astype(int) * 200 + 7
        pixels(data, ROWS, COLUMNS, 1, "MONOCHROME2", 16, base.astype("<u2").tobytes())
        seen = base.astype("<f4")
        if kind == "mr-lut":
            data.ModalityLUTSequence = Sequence([Dataset()])
        if kind == "mr":
            data.WindowCenter, data.WindowWidth = 20000, 40000
        if kind in ("float", "double"):
            del data.PixelData, data.BitsStored, data.HighBit, data.PixelRepresentation
            real = base / 3.0 - 1000.25
            # At the corner, where no image is; and inside, once a slice, and one more that the padding marks.
            real[0, 0], real[0, 1] = numpy.nan, -77.0
            real[3, 4], real[2, 6] = numpy.inf, -77.0
            seen = real.astype("<f4")
            seen[0, 0] = seen[0, 1] = seen[3, 4] = seen[2, 6] = 0.0
            if kind == "float":
                data.BitsAllocated, data.FloatPixelData = 32, real.astype("<f4").tobytes()
                data.FloatPixelPaddingValue = -77.0
            else:
                data.BitsAllocated, data.DoubleFloatPixelData = 64, real.astype("<f8").tobytes()
                data.DoubleFloatPixelPaddingValue = -77.0
        expected.append(seen)
        save(data, os.path.join(folder, "dicom", f"{k}.dcm"))
    return expected


def series(kind, folder):
    os.makedirs(os.path.join(folder, "dicom"), exist_ok=True)
    if kind in ("mr", "mr-lut", "float", "double", "nm"):
        expected = values(kind, folder)
    elif kind.startswith("multiframe"):
        data = common(1, 1, "PT", CAPTURE + ".4")
        expected, raw = [], b""
        for k in range(SLICES):
            expected.append(picture(data, kind, k))
            raw += data.PixelData
        data.PixelData, data.NumberOfFrames = raw, SLICES
        save(data, os.path.join(folder, "dicom", "frames.dcm"))
    else:
        expected = []
        for k in range(SLICES):
            # Files count down where the slices go up.
            data = common(1, k + 1 if kind == "photos" else SLICES - k, "PT", CAPTURE)
            if kind != "photos":
                place(data, 100.0 + 4.0 * k, 2.0)
            expected.append(picture(data, kind, k))
            if kind.startswith("rle"):
                data.compress(RLELossless, numpy.frombuffer(data.PixelData, numpy.uint8).reshape(ROWS, COLUMNS, 3),
                              generate_instance_uid=False)
            save(data, os.path.join(folder, "dicom", f"{k}.dcm"))
    with open(os.path.join(folder, "expected"), "wb") as file:
        file.write(b"".join(each.tobytes() for each in expected))


def study(folder):
    os.makedirs(folder, exist_ok=True)
    for k in range(5):
        z = 100.0 + 4.0 * k
        y, x = numpy.mgrid[0:64, 0:64]
        ct = common(1, k + 1, "CT", "1.2.840.10008.5.1.4.1.1.2")
        place(ct, z, 2.0)
        ct.RescaleSlope, ct.RescaleIntercept = 1, -1024
        pixels(ct, 64, 64, 1, "MONOCHROME2", 16, (900 + 4 * x + y).astype("<u2").tobytes())
        pet = common(2, k + 1, "PT", "1.2.840.10008.5.1.4.1.1.128")
        place(pet, z, 4.0)
        # Whose corner is that of the CT: the middle of its first pixel lies further in.
        pet.ImagePositionPatient = [-9.0, -19.0, z]
        pet.Units, pet.DecayCorrection, pet.CorrectedImage = "BQML", "ADMIN", ["ATTN", "DECY"]
        pet.PatientWeight, pet.RescaleSlope, pet.RescaleIntercept = 70, 1, 0
        tracer = Dataset()
        tracer.RadionuclideTotalDose, tracer.RadionuclideHalfLife = 350000000, 6586.2
        pet.RadiopharmaceuticalInformationSequence = Sequence([tracer])
        v, u = numpy.mgrid[0:32, 0:32]
        pixels(pet, 32, 32, 1, "MONOCHROME2", 16,
               (2000 + 28000 * (numpy.hypot(u - 16, v - 14) < 4)).astype("<u2").tobytes())
        fused = common(3, k + 1, "PT", CAPTURE)
        place(fused, z, 2.0)
        hot = numpy.hypot(x - 32, y - 28) < 8
        grey = (60 + 2 * x).astype(numpy.uint8)
        shown = numpy.stack([numpy.where(hot, 250, grey), numpy.where(hot, 120, grey), numpy.where(hot, 20, grey)], -1)
        pixels(fused, 64, 64, 3, "RGB", 8, shown.astype(numpy.uint8).tobytes())
        fused.PlanarConfiguration = 0
        mr = common(5, k + 1, "MR", "1.2.840.10008.5.1.4.1.1.4")
        place(mr, z, 2.0)
        pixels(mr, 64, 64, 1, "MONOCHROME2", 16, (100 + 20 * x).astype("<u2").tobytes())
        for data in (ct, pet, fused, mr):
            save(data, os.path.join(folder, f"{data.SeriesNumber}-{k}.dcm"))
    for k in range(3):
        photo = common(4, k + 1, "OT", CAPTURE)
        pixels(photo, 48, 80, 3, "RGB", 8, triples(k, 48, 80).tobytes())
        photo.PlanarConfiguration = 0
        save(photo, os.path.join(folder, f"4-{k}.dcm"))


def check(folder, files):
    images = {}
    for root, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".dcm"):
                data = dcmread(os.path.join(root, name), stop_before_pixels=True)
                images[str(data.SOPInstanceUID)] = data
    found = []
    for file in files:
        data = images[os.path.splitext(os.path.basename(file))[0]]
        found.append([str(data.Modality), int(data.SeriesNumber), int(data.Rows), int(data.Columns)])
    print(json.dumps(found))


if sys.argv[1] == "series":
    series(sys.argv[2], sys.argv[3])
elif sys.argv[1] == "study":
    study(sys.argv[2])
else:
    check(sys.argv[2], sys.argv[3:])

#!/usr/bin/env python3
"""Writes enhanced multi-frame files with pydicom, to be read by Uptake.

make_enhanced.py KIND FILE

Kinds: ct (an Enhanced CT of 5 frames in mixed order), time (the same place at two times), pet (an Enhanced PET
with DecayCorrectionDateTime and real world values), legacy (a Legacy Converted Enhanced PET), few (says 9
frames, describes 5), absurd (says 2000000000). Like pet, but: pet-zones (its DT values state offsets from UTC),
pet-zone-missing (one of them does), pet-bq (the dose in Bq, where MBq is the unit), pet-bare-date
(DecayCorrectionDateTime is a date), pet-no-reference (there is none), pet-none (not decay corrected; its frames
state offsets), pet-times (two time frames in mixed order), pet-ranges (two mappings, each for a range), pet-table
(a mapping by table), pet-two (a mapping to SUV and one to Bq/ml), pet-kbq (a mapping to kBq/mL), pet-braces (to
SUV, the unit spelt {SUVbw}g/ml), pet-unit (a mapping to no unit of PET), pet-range (a mapping for just the values
that are stored), pet-part (one for some of them), pet-tracer (a half-life that is not that of the tracer), pet-own (a
mapping that is not that of the rescaling).
"""

import sys

import numpy
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

CLASSES = {"pet": "1.2.840.10008.5.1.4.1.1.130", "legacy": "1.2.840.10008.5.1.4.1.1.128.1"}


def mapping(code, slope, intercept=0.0, **more):
    dataset = Dataset()
    if slope is not None:
        dataset.RealWorldValueSlope, dataset.RealWorldValueIntercept = float(slope), float(intercept)
    dataset.MeasurementUnitsCodeSequence = item(CodeValue=code, CodingSchemeDesignator="UCUM", CodeMeaning=code)
    for name, value in more.items():
        dataset.add_new(name, "US" if name.endswith("Mapped") else "FD", value)
    return dataset


def mappings(variant, slope):
    """The real world values of a frame whose rescale slope is `slope`."""
    if variant == "ranges":
        return [mapping("Bq/ml", slope, RealWorldValueFirstValueMapped=0, RealWorldValueLastValueMapped=29),
                mapping("Bq/ml", 2 * slope, RealWorldValueFirstValueMapped=30, RealWorldValueLastValueMapped=65535)]
    if variant == "table":
        return [mapping("Bq/ml", None, RealWorldValueLUTData=[1.0, 2.0])]
    if variant == "two":
        return [mapping("g/ml{SUVbw}", 0.001 * slope), mapping("Bq/ml", slope)]
    if variant == "kbq":
        return [mapping("kBq/mL", slope)]
    if variant == "braces":
        return [mapping("{SUVbw}g/ml", 0.001 * slope)]
    if variant == "unit":
        return [mapping("mg/dl", slope)]
    if variant in ("range", "part"):
        return [mapping("Bq/ml", slope, RealWorldValueFirstValueMapped=0,
                        RealWorldValueLastValueMapped=59 if variant == "range" else 40)]
    if variant == "own":
        return [mapping("Bq/ml", 3 * slope, 7.0)]
    return [mapping("Bq/ml", slope)]


def item(**values):
    dataset = Dataset()
    for name, value in values.items():
        setattr(dataset, name, value)
    return Sequence([dataset])


def base(kind, frames):
    pet = kind in CLASSES
    data = Dataset()
    data.SOPClassUID = CLASSES.get(kind, "1.2.840.10008.5.1.4.1.1.2.1")
    data.SOPInstanceUID = "1.2.3.4.900"
    data.PatientID, data.PatientName = "E1", "Enhanced^Test"
    data.StudyInstanceUID, data.SeriesInstanceUID = "1.2.3.1", "1.2.3.900"
    data.FrameOfReferenceUID = "1.2.3.3"
    data.Modality = "PT" if pet else "CT"
    data.SeriesNumber, data.InstanceNumber = 3, 1
    data.SeriesDate, data.SeriesTime = "20200102", "115900"
    data.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    data.Rows, data.Columns, data.NumberOfFrames = 3, 4, frames
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 16, 15, 0 if pet else 1
    data.PixelData = numpy.arange(12 * frames, dtype="<u2").tobytes()
    return data


def frame(position, **more):
    groups = Dataset()
    groups.PlanePositionSequence = item(ImagePositionPatient=["-10.0", "-20.0", "%.2f" % position])
    for name, value in more.items():
        setattr(groups, name, value)
    return groups


def main():
    kind, path = sys.argv[1:3]
    kind, _, variant = kind.partition("-")
    order = [2, 0, 4, 1, 3]
    times = [0, 1] if kind == "time" or variant == "times" else [0]
    data = base(kind, len(order) * len(times))
    shared = Dataset()
    shared.PlaneOrientationSequence = item(ImageOrientationPatient=["1", "0", "0", "0", "1", "0"])
    shared.PixelMeasuresSequence = item(PixelSpacing=["0.75", "0.5"], SliceThickness="2.5")
    frames = []
    places = [(time, k) for time in times for k in order]
    if variant == "times":
        places = places[::2] + places[1::2]
    for number, (time, k) in enumerate(places):
        z = 100.0 + 2.5 * k
        moment = "20200102120%d%02d.5" % (time, k) + ("+0100" if variant == "none" else "")
        content = dict(FrameAcquisitionDateTime=moment,
                       FrameAcquisitionDuration=90000.0, InStackPositionNumber=k + 1, StackID="1",
                       FrameAcquisitionNumber=7)
        if len(times) > 1:
            content["TemporalPositionIndex"] = time + 1
        if kind in ("ct", "time", "few", "absurd"):
            frames.append(frame(z, FrameContentSequence=item(**content),
                                CTImageFrameTypeSequence=item(FrameType=["ORIGINAL", "PRIMARY", "AXIAL", "NONE"]),
                                PixelValueTransformationSequence=item(RescaleIntercept="-1024",
                                                                      RescaleSlope="1", RescaleType="HU")))
        elif kind == "pet":
            slope = 0.5 + (k + 10 * time if variant == "times" else number)
            frames.append(frame(z, FrameContentSequence=item(**content),
                                RealWorldValueMappingSequence=Sequence(mappings(variant, slope)),
                                PixelValueTransformationSequence=item(RescaleIntercept="0", RescaleSlope=str(slope),
                                                                      RescaleType="US"),
                                PETFrameTypeSequence=item(FrameType=["ORIGINAL", "PRIMARY", "STATIC", "NONE"])))
        else:
            converted = item(AcquisitionDate="20200102", AcquisitionTime="12000%d" % k, AcquisitionNumber=7,
                             FrameReferenceTime="45000", ActualFrameDuration="90000")
            frames.append(frame(z, UnassignedPerFrameConvertedAttributesSequence=converted,
                                PixelValueTransformationSequence=item(RescaleIntercept="0", RescaleSlope="2",
                                                                      RescaleType="US")))
    if kind in CLASSES:
        data.PatientWeight, data.PatientSex, data.PatientSize = "70", "M", "1.8"
        zoned = variant in ("zones", "none")
        data.RadiopharmaceuticalInformationSequence = item(
            RadionuclideTotalDose="350" if kind == "pet" and variant != "bq" else "350000000",
            RadionuclideHalfLife="4062.6" if variant == "tracer" else "6586.2",
            Radiopharmaceutical="FDG", RadiopharmaceuticalCodeSequence=item(
                CodeValue="35321007", CodingSchemeDesignator="SCT", CodeMeaning="Fluorodeoxyglucose F^18^"),
            RadiopharmaceuticalStartDateTime="20200102100000.000000+0000" if zoned else "20200102110000")
    if kind == "pet":
        data.DecayCorrected, data.AttenuationCorrected, data.ScatterCorrected = "YES", "YES", "NO"
        data.DecayCorrectionDateTime = {
            "zones": "20200102113000.000000+0100", "zone-missing": "20200102113000.000000+0100",
            "bare-date": "20200102", "no-reference": ""}.get(variant, "20200102113000")
        if variant == "none":
            data.DecayCorrected, data.DecayCorrectionDateTime = "NO", ""
    if kind == "legacy":
        shared.UnassignedSharedConvertedAttributesSequence = item(
            Units="BQML", DecayCorrection="START", CorrectedImage=["ATTN", "DECY"])
    if kind == "ct":
        shared.CTReconstructionSequence = item(ConvolutionKernel="B30f")
        shared.FrameVOILUTSequence = item(WindowCenter=["40", "-600"], WindowWidth=["400", "1500"])
    data.SharedFunctionalGroupsSequence = Sequence([shared])
    data.PerFrameFunctionalGroupsSequence = Sequence(frames)
    if kind == "few":
        data.NumberOfFrames = 9
    if kind == "absurd":
        data.NumberOfFrames = 2000000000

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = data.SOPClassUID, data.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta = meta
    data.is_little_endian, data.is_implicit_VR = True, False
    data.save_as(path, write_like_original=False)


main()

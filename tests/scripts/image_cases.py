"""Small folders of image files, one of each form that collections have.

image_cases.py FORM FOLDER     FORM: fdg, nnunet, hecktor, hecktor2021, deep-psma, luna, luna16, msd, loose, turned
"""
import json
import sys
from pathlib import Path

import nibabel
import numpy

LAS = numpy.diag([-2.0, 2.0, 3.0, 1.0])
FINE = numpy.diag([-1.0, 1.0, 3.0, 1.0])
RANDOM = numpy.random.default_rng(11)


def save(path, data, affine=LAS):
    path.parent.mkdir(parents=True, exist_ok=True)
    nibabel.save(nibabel.Nifti1Image(data, affine), path)


def ct(size=(12, 10, 8)):
    return RANDOM.integers(-1000, 1000, size).astype(numpy.int16)


def suv(size=(12, 10, 8)):
    data = RANDOM.random(size).astype(numpy.float32)
    data[3:6, 4:6, 2:5] = 8.5
    return data


def seg(size=(12, 10, 8), value=1):
    data = numpy.zeros(size, numpy.uint8)
    data[3:6, 4:6, 2:5] = value
    return data


def fdg(folder):
    for patient, study in (("PETCT_0a1b", "01-02-2003-NA-PET"), ("PETCT_0a1b", "05-06-2004-NA-PET"),
                           ("PETCT_9f9f", "07-08-2005-NA-PET")):
        case = folder / patient / study
        save(case / "CT.nii.gz", ct((24, 20, 8)), FINE)
        save(case / "CTres.nii.gz", ct().astype(numpy.float32))
        values = suv()
        save(case / "SUV.nii.gz", values)
        save(case / "PET.nii.gz", values * numpy.float32(4000))
        save(case / "SEG.nii.gz", seg())
    (folder / "fdg_metadata.csv").write_text(
        "Subject ID,Study Location,diagnosis,age,sex\nPETCT_0a1b,./a,MELANOMA,61,M\nPETCT_9f9f,./b,LYMPHOMA,40,F\n")


def nnunet(folder, cases=3):
    for n in range(cases):
        case = "case_%03d" % n
        save(folder / "imagesTr" / (case + "_0000.nii.gz"), ct())
        save(folder / "imagesTr" / (case + "_0001.nii.gz"), suv())
        save(folder / "labelsTr" / (case + ".nii.gz"), seg())
        save(folder / "predictions" / (case + ".nii.gz"), seg(value=2))
    save(folder / "imagesTs" / "case_900_0000.nii.gz", ct())
    save(folder / "imagesTs" / "case_900_0001.nii.gz", suv())
    (folder / "dataset.json").write_text(json.dumps({
        "channel_names": {"0": "CT", "1": "SUV"}, "labels": {"background": 0, "lesion": 1, "whole": [1, 2]},
        "numTraining": cases, "file_ending": ".nii.gz"}))
    (folder / "splits_final.json").write_text(json.dumps([
        {"train": ["case_001", "case_002"], "val": ["case_000"]},
        {"train": ["case_000"], "val": ["case_001", "case_002"]}]))


def regions(folder):
    """Regions that hold each other, as nnU-Net trains them."""
    data = seg()
    data[4, 4, 2:5], data[5, 5, 3] = 2, 3
    save(folder / "imagesTr" / "case_000_0000.nii.gz", suv())
    save(folder / "labelsTr" / "case_000.nii.gz", data)
    (folder / "dataset.json").write_text(json.dumps({
        "channel_names": {"0": "SUV"}, "numTraining": 1, "file_ending": ".nii.gz",
        "labels": {"background": 0, "whole": [1, 2, 3], "core": [2, 3], "active": [3]},
        "regions_class_order": [1, 2, 3]}))


def hecktor(folder):
    save(folder / "imagesTr" / "CHUM-001__CT.nii.gz", ct((24, 20, 8)), FINE)
    save(folder / "imagesTr" / "CHUM-001__PT.nii.gz", suv())
    save(folder / "labelsTr" / "CHUM-001.nii.gz", seg((24, 20, 8)), FINE)


def hecktor2021(folder):
    save(folder / "CHGJ007_ct.nii.gz", ct())
    save(folder / "CHGJ007_pt.nii.gz", suv())
    save(folder / "CHGJ007_ct_gtvt.nii.gz", seg())


def deep_psma(folder):
    for tracer, threshold in (("PSMA", 3.0), ("FDG", 4.2)):
        case = folder / "train_0001" / tracer
        save(case / "CT.nii.gz", ct((24, 20, 8)), FINE)
        save(case / "PET.nii.gz", suv())
        save(case / "TTB.nii.gz", seg())
        (case / "threshold.json").write_text(json.dumps({"suv_threshold": threshold}))


def luna(folder):
    folder.mkdir(parents=True, exist_ok=True)
    uid = "1.3.6.1.4.1.14519.5.2.1.6279.6001.1"
    (folder / (uid + ".raw")).write_bytes(ct().tobytes(order="F"))
    (folder / (uid + ".mhd")).write_text(
        "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
        "CompressedData = False\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = -10 -10 -100\n"
        "ElementSpacing = 0.7 0.7 2.5\nDimSize = 12 10 8\nElementType = MET_SHORT\nElementDataFile = %s.raw\n" % uid)


def luna16(folder):
    """A ball of 9 mm about (-20.3, 14.1, -150.5), mm, LPS, as annotations.csv above the images says."""
    uid = "1.3.6.1.4.1.14519.5.2.1.6279.6001.77"
    spacing, offset, size = numpy.array([0.7, 0.7, 1.25]), numpy.array([-60.0, -30.0, -180.0]), (120, 110, 48)
    centre, diameter = numpy.array([-20.3, 14.1, -150.5]), 9.0
    index = numpy.stack(numpy.meshgrid(*[numpy.arange(n) for n in size], indexing="ij"), axis=-1)
    data = numpy.full(size, -800, numpy.int16)
    data[numpy.linalg.norm(index * spacing + offset - centre, axis=-1) <= diameter / 2] = 60
    (folder / "subset0").mkdir(parents=True)
    (folder / "subset0" / (uid + ".raw")).write_bytes(data.tobytes(order="F"))
    (folder / "subset0" / (uid + ".mhd")).write_text(
        "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
        "CompressedData = False\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = -60 -30 -180\n"
        "ElementSpacing = 0.7 0.7 1.25\nDimSize = 120 110 48\nElementType = MET_SHORT\n"
        "ElementDataFile = %s.raw\n" % uid)
    (folder / "annotations.csv").write_text(
        "seriesuid,coordX,coordY,coordZ,diameter_mm\n"
        "1.3.6.1.4.1.14519.5.2.1.6279.6001.5,1,2,3,4\n"
        "%s,-20.3,14.1,-150.5,9.0\n%s,here,14.1,-150.5,9.0\n" % (uid, uid))


def msd(folder):
    save(folder / "imagesTr" / "lung_001.nii.gz", ct())
    save(folder / "labelsTr" / "lung_001.nii.gz", seg())
    (folder / "dataset.json").write_text(json.dumps({
        "name": "Lung", "modality": {"0": "CT"}, "labels": {"0": "background", "1": "cancer"}}))


def loose(folder):
    save(folder / "pat7_suv.nii.gz", suv())
    save(folder / "pat7_ct.nii.gz", ct())
    save(folder / "pat7_mask.nii.gz", seg())
    save(folder / "pat7_pred.nii.gz", seg(value=3))
    save(folder / "something.nii.gz", suv())


def turned(folder):
    """Axes in another order, to the back, the feet and the right."""
    affine = numpy.array([[0, 0, 2.0, -20.0], [-2.0, 0, 0, 30.0], [0, -3.0, 0, 50.0], [0, 0, 0, 1]])
    save(folder / "head_suv.nii.gz", suv((10, 8, 12)), affine)


FORMS = {"fdg": fdg, "nnunet": nnunet, "regions": regions, "hecktor": hecktor, "hecktor2021": hecktor2021, "deep-psma": deep_psma,
         "luna": luna, "luna16": luna16, "msd": msd, "loose": loose, "turned": turned}
FORMS[sys.argv[1]](Path(sys.argv[2]))

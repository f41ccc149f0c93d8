#!/usr/bin/env python3
"""Compares a case that uptake-cli convert wrote with what pydicom, numpy and scipy make of the study.

check_conversion.py FORMAT STUDYDIR OUT PATIENT STUDY ["tcia"] > JSON
"""

import json
import pathlib
import sys
import warnings
import zlib

import nibabel
import numpy
import pydicom
from scipy import ndimage

warnings.simplefilter("ignore")


def read_mha(path):
    """Voxels and NIfTI's affine of a MetaImage, by its documented header."""
    raw = path.read_bytes()
    fields, at = {}, 0
    while "ElementDataFile" not in fields:
        end = raw.index(b"\n", at)
        key, value = raw[at:end].decode().split(" = ")
        fields[key] = value
        at = end + 1
    assert fields["CompressedData"] == "True" and len(raw) - at == int(fields["CompressedDataSize"])
    types = {"MET_UCHAR": "uint8", "MET_SHORT": "int16", "MET_FLOAT": "float32"}
    size = [int(n) for n in fields["DimSize"].split()]
    voxels = numpy.frombuffer(zlib.decompress(raw[at:]), types[fields["ElementType"]])
    axes = numpy.array([float(n) for n in fields["TransformMatrix"].split()]).reshape(3, 3).T
    affine = numpy.eye(4)
    affine[:3, :3] = axes * [float(n) for n in fields["ElementSpacing"].split()]
    affine[:3, 3] = [float(n) for n in fields["Offset"].split()]
    return voxels.reshape(size, order="F"), numpy.diag([-1, -1, 1, 1]) @ affine


def read_nifti(path):
    image = nibabel.load(path)
    q, s = image.get_qform(), image.get_sform()
    assert numpy.abs(q - s).max() < 1e-3 and image.header.get_xyzt_units()[0] == "mm"
    return numpy.asarray(image.dataobj), image.affine


def load(form, out, patient, study):
    names = ("CT", "PET", "SUV", "SEG", "CTres")
    if form == "nifti":
        return {n: read_nifti(p) for n in names if (p := out / patient / study / f"{n}.nii.gz").exists()}
    if form == "mha":
        return {n: read_mha(p) for n in names if (p := out / patient / study / f"{n}.mha").exists()}
    if form == "hdf5":
        import h5py

        with h5py.File(out / "cases.h5", "r") as file:
            group = file[f"{patient}/{study}"]
            for n in group:
                assert numpy.allclose(
                    group[n].attrs["spacing"], numpy.linalg.norm(group[n].attrs["affine"][:3, :3], axis=0)
                )
            return {n: (group[n.lower()][...], group[n.lower()].attrs["affine"]) for n in names if n.lower() in group}
    id_ = f"{patient}_{study}"
    training = (out / "labelsTr" / f"{id_}.nii.gz").exists()
    folder = out / ("imagesTr" if training else "imagesTs")
    images = {"CTres": read_nifti(folder / f"{id_}_0000.nii.gz"), "SUV": read_nifti(folder / f"{id_}_0001.nii.gz")}
    if training:
        images["SEG"] = read_nifti(out / "labelsTr" / f"{id_}.nii.gz")
    return images


def stack(files):
    """Voxels (x to the left, y to the front, z up) and affine of axial slices."""
    files = sorted(files, key=lambda f: float(f.ImagePositionPatient[2]))
    voxels = numpy.stack([f.pixel_array * float(f.RescaleSlope) + float(f.RescaleIntercept) for f in files])
    row, column = (float(n) for n in files[0].PixelSpacing)
    first = [float(n) for n in files[0].ImagePositionPatient]
    step = (float(files[-1].ImagePositionPatient[2]) - first[2]) / (len(files) - 1)
    affine = numpy.diag([-column, row, step, 1.0])
    affine[:3, 3] = [-first[0], -(first[1] + (files[0].Rows - 1) * row), first[2]]
    return voxels.transpose(2, 1, 0)[:, ::-1, :], affine, files


def seconds(time):
    return float(time[:2]) * 3600 + float(time[2:4]) * 60 + float(time[4:])


def suv_factor(files, rule):
    """The calculation of the published script, or START with SeriesTime."""
    first = min(files, key=lambda f: f.filename)
    tracer = first.RadiopharmaceuticalInformationSequence[0]
    later = first.AcquisitionTime if rule == "tcia" else first.SeriesTime
    elapsed = seconds(later) - seconds(tracer.RadiopharmaceuticalStartTime)
    dose = float(tracer.RadionuclideTotalDose) * 0.5 ** (elapsed / float(tracer.RadionuclideHalfLife))
    return 1000.0 * float(first.PatientWeight) / dose


def main(form, folder, out, patient, study, rule="ours"):
    files = {"CT": [], "PT": [], "SEG": []}
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            try:
                data = pydicom.dcmread(path)
            except pydicom.errors.InvalidDicomError:
                continue
            files[data.Modality].append(data)
    ct, ct_affine, _ = stack(files["CT"])
    pet, pet_affine, pet_files = stack(files["PT"])
    images = load(form, pathlib.Path(out), patient, study)
    # The places as NIfTI states them, in single precision.
    ct_place, pet_place = (a.astype(numpy.float32).astype(float) for a in (ct_affine, pet_affine))
    matrix = numpy.linalg.inv(ct_place) @ pet_place
    expected = {
        "CT": (ct, ct_affine, "int16"),
        "PET": (pet, pet_affine, "float32"),
        "SUV": (pet.astype(numpy.float32).astype(float) * suv_factor(pet_files, rule), pet_affine, "float32"),
        "CTres": (
            ndimage.affine_transform(ct, matrix[:3, :3], offset=matrix[:3, 3], output_shape=pet.shape,
                                     output=numpy.float32, order=3, mode="constant", cval=-1024),
            pet_affine, "float32"),
    }
    for seg in files["SEG"]:
        voxels = numpy.zeros(pet.shape, numpy.uint8)
        frames = seg.pixel_array.reshape(-1, seg.Rows, seg.Columns)
        for frame, groups in zip(frames, seg.PerFrameFunctionalGroupsSequence):
            z = float(groups.PlanePositionSequence[0].ImagePositionPatient[2])
            k = round((z - pet_affine[2, 3]) / pet_affine[2, 2])
            voxels[:, :, k] |= frame.T[:, ::-1]
        expected["SEG"] = (voxels, pet_affine, "uint8")
    report = {}
    for name, (voxels, affine) in images.items():
        wanted, place, dtype = expected[name]
        report[name] = {
            "dtype": str(voxels.dtype),
            "expected_dtype": dtype,
            "shape": list(voxels.shape) == list(wanted.shape),
            "axes": "".join(nibabel.aff2axcodes(affine)),
            "affine": float(numpy.abs(affine - place).max()),
            "worst": float(numpy.abs(voxels.astype(float) - wanted.astype(numpy.float32)).max()),
            "largest": float(numpy.abs(voxels).max()),
            "max": float(voxels.max()),
        }
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])

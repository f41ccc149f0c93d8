"""Grey image files of all forms, with what nibabel (or this file) says of them.

image_files.py FOLDER    writes files and FOLDER/files.json: for each its name and some places with their
                         values, [x, y, z, value], positions in mm, LPS; value null for NaN
"""
import gzip
import itertools
import json
import sys
import zlib
from pathlib import Path

import nibabel
import numpy

SIZE = (7, 6, 5)
SPACING = (1.5, 2.0, 3.0)
RANDOM = numpy.random.default_rng(7)


def rotation(degrees):
    x, y, z = numpy.deg2rad(degrees)
    cos, sin = numpy.cos, numpy.sin
    about_x = numpy.array([[1, 0, 0], [0, cos(x), -sin(x)], [0, sin(x), cos(x)]])
    about_y = numpy.array([[cos(y), 0, sin(y)], [0, 1, 0], [-sin(y), 0, cos(y)]])
    about_z = numpy.array([[cos(z), -sin(z), 0], [sin(z), cos(z), 0], [0, 0, 1]])
    return about_z @ about_y @ about_x


def affine_of(order=(0, 1, 2), signs=(1, 1, 1), degrees=(0, 0, 0)):
    """Index to RAS: index n runs along axis order[n] of space, in the direction of signs[n]."""
    steps = numpy.zeros((3, 3))
    for index, (axis, sign) in enumerate(zip(order, signs)):
        steps[axis, index] = sign * SPACING[index]
    affine = numpy.eye(4)
    affine[:3, :3] = rotation(degrees) @ steps
    affine[:3, 3] = (-12.5, 34.25, -101.0)
    return affine


def arrow(dtype=numpy.int16, low=-900, high=1200):
    """Different values everywhere, and an arrow of the highest one along the first index."""
    info = numpy.iinfo(dtype) if numpy.issubdtype(dtype, numpy.integer) else None
    if info:
        low, high = max(low, info.min), min(high, info.max)
    data = RANDOM.integers(low, high, SIZE).astype(dtype)
    data[1:6, 3, 2] = high
    data[4, 2:5, 2] = high
    return data


def places_of(data, affine):
    """All voxels: position in LPS and value."""
    places = []
    for index in itertools.product(*(range(n) for n in data.shape)):
        position = affine @ numpy.array([*index, 1.0])
        value = float(data[index])
        places.append([-position[0], -position[1], position[2], None if numpy.isnan(value) else value])
    return places


class Files:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.list = []

    def add(self, name, places, **more):
        self.list.append({"name": name, "places": places, **more})

    def nifti(self, name, data, affine, image=nibabel.Nifti1Image, change=None, **more):
        made = image(data, affine, dtype=data.dtype)
        made.header.set_xyzt_units("mm")
        if change:
            change(made)
        nibabel.save(made, self.folder / name)
        read = nibabel.load(self.folder / name)
        self.add(name, places_of(read.get_fdata(), read.affine), **more)

    def meta(self, name, data, affine, compressed=False, big=False, detached=False):
        """From the description of the format, LPS."""
        flip = numpy.diag([-1.0, -1.0, 1.0])
        steps = flip @ affine[:3, :3]
        origin = flip @ affine[:3, 3]
        spacing = numpy.linalg.norm(steps, axis=0)
        types = {"i2": "MET_SHORT", "f4": "MET_FLOAT", "u1": "MET_UCHAR", "f8": "MET_DOUBLE", "i4": "MET_INT"}
        raw = data.astype(data.dtype.newbyteorder(">" if big else "<")).tobytes(order="F")
        packed = zlib.compress(raw) if compressed else raw
        place = Path(name).stem + (".zraw" if compressed else ".raw") if detached else "LOCAL"
        header = ("ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = %s\n"
                  "CompressedData = %s\nTransformMatrix = %s\nOffset = %s\nElementSpacing = %s\nDimSize = %s\n"
                  "ElementType = %s\nElementDataFile = %s\n") % (
            big, compressed, " ".join(repr(float(v)) for v in (steps / spacing).T.ravel()),
            " ".join(repr(float(v)) for v in origin), " ".join(repr(float(v)) for v in spacing),
            " ".join(str(n) for n in data.shape), types[data.dtype.str[1:]], place)
        if detached:
            (self.folder / place).write_bytes(packed)
            (self.folder / name).write_text(header)
        else:
            (self.folder / name).write_bytes(header.encode() + packed)
        self.add(name, places_of(data.astype(float), affine))

    def nrrd(self, name, data, affine, encoding="raw", big=False, detached=False):
        steps, origin = affine[:3, :3], affine[:3, 3]
        types = {"i2": "short", "f4": "float", "u1": "uchar", "f8": "double"}
        raw = data.astype(data.dtype.newbyteorder(">" if big else "<")).tobytes(order="F")
        if encoding == "gzip":
            raw = gzip.compress(raw)
        if encoding == "ascii":
            raw = " ".join(str(v) for v in data.ravel(order="F")).encode()
        vector = lambda v: "(" + ",".join(repr(float(x)) for x in v) + ")"
        header = ("NRRD0004\ntype: %s\ndimension: 3\nspace: right-anterior-superior\nsizes: %s\n"
                  "space directions: %s\nendian: %s\nencoding: %s\nspace origin: %s\n") % (
            types[data.dtype.str[1:]], " ".join(str(n) for n in data.shape),
            " ".join(vector(steps[:, n]) for n in range(3)), "big" if big else "little", encoding, vector(origin))
        if detached:
            place = Path(name).stem + ".raw"
            (self.folder / place).write_bytes(raw)
            (self.folder / name).write_text(header + "data file: %s\n" % place)
        else:
            (self.folder / name).write_bytes(header.encode() + b"\n" + raw)
        self.add(name, places_of(data.astype(float), affine))


def make_orientations(files):
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1, -1), repeat=3):
            affine = affine_of(order, signs)
            codes = "".join(nibabel.aff2axcodes(affine))
            files.nifti("axes_%s_ct.nii.gz" % codes, arrow(), affine)
    for name, order, signs in (("oblique", (0, 1, 2), (1, 1, 1)), ("oblique_left", (0, 1, 2), (-1, 1, 1)),
                               ("oblique_turned", (2, 0, 1), (1, -1, 1))):
        files.nifti(name + "_ct.nii", arrow(), affine_of(order, signs, (12, -7, 31)))


def make_numbers(files):
    affine = affine_of(signs=(-1, 1, 1))
    for dtype in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"):
        files.nifti("%s_ct.nii.gz" % dtype, arrow(numpy.dtype(dtype)), affine, type=dtype)
    big = nibabel.Nifti1Image(arrow(), affine).header.as_byteswapped(">")
    made = nibabel.Nifti1Image(arrow(), affine, big)
    nibabel.save(made, files.folder / "big_endian_ct.nii")
    read = nibabel.load(files.folder / "big_endian_ct.nii")
    assert read.header.endianness == ">"
    files.add("big_endian_ct.nii", places_of(read.get_fdata(), read.affine))

    def scale(image):
        image.header.set_slope_inter(0.25, -1000.5)
    files.nifti("scaled_pet.nii.gz", arrow(), affine, change=scale)
    files.nifti("second_ct.nii", arrow(numpy.float64), affine, image=nibabel.Nifti2Image)
    files.nifti("pair_ct.hdr", arrow(), affine, image=nibabel.Nifti1Pair)

    def only_qform(image):
        image.set_sform(None, 0)
        image.set_qform(affine_of(signs=(-1, 1, 1), degrees=(5, 0, 0)), 1)
    files.nifti("qform_ct.nii", arrow(), affine, change=only_qform)

    def disagree(image):
        image.set_qform(affine_of(), 1)
    files.nifti("disagree_ct.nii", arrow(), affine, change=disagree, warns="sform")

    holes = arrow(numpy.float32).astype(numpy.float32)
    holes[0, 0, :3] = numpy.nan
    files.nifti("holes_ct.nii.gz", holes, affine, remarks="3")


def make_others(files):
    affine = affine_of((1, 2, 0), (1, -1, -1), (3, 4, 5))
    files.meta("packed_ct.mha", arrow(), affine, compressed=True)
    files.meta("plain_ct.mha", arrow(numpy.float32), affine, big=True)
    files.meta("apart_ct.mhd", arrow(numpy.float64), affine, compressed=True, detached=True)
    files.meta("raw_ct.mhd", arrow(numpy.int32), affine, detached=True)
    files.nrrd("packed_ct.nrrd", arrow(), affine, encoding="gzip")
    files.nrrd("big_ct.nrrd", arrow(numpy.float32), affine, big=True)
    files.nrrd("text_ct.nrrd", arrow(numpy.uint8), affine, encoding="ascii")
    files.nrrd("apart_ct.nhdr", arrow(), affine, detached=True)


def main(folder):
    files = Files(folder)
    make_orientations(files)
    make_numbers(files)
    make_others(files)
    # Not among the list: files that are no single image.
    affine = affine_of()
    first = arrow()
    several = numpy.stack([first, first + 1], axis=3)
    nibabel.save(nibabel.Nifti1Image(several, affine), Path(folder) / "several_ct.nii.gz")
    sheared = affine_of()
    sheared[0, 2] = 1.5
    files.nifti("sheared_ct.nii", arrow(), sheared, sheared=True)
    bent = affine_of()
    bent[0, 1] = 1.0
    nibabel.save(nibabel.Nifti1Image(arrow(), bent), Path(folder) / "bent_ct.nii")
    (Path(folder) / "files.json").write_text(json.dumps(files.list))


main(sys.argv[1])

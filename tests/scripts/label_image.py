"""NRRD and MetaImage label images, read and written from their formats' own descriptions with numpy alone.

label_image.py FILE                     prints JSON: type, sizes, index-to-LPS matrix, non-zero voxels
label_image.py --make FILE AFFINE TYPE [OPTION=VALUE]…
                                        writes a 6 × 5 × 4 image of TYPE with 7 at voxel (1, 2, 0)
The matrix is 4 × 4, LPS. Options: space=RAS|LPS, encoding=raw|gzip, endian=big|little, data=NAME.
"""
import gzip
import json
import re
import sys
import zlib
from pathlib import Path

import numpy

NRRD_TYPES = {"int8": "i1", "uchar": "u1", "unsigned char": "u1", "uint8": "u1", "short": "i2", "int16": "i2",
              "ushort": "u2", "unsigned short": "u2", "uint16": "u2", "int": "i4", "uint": "u4", "unsigned int": "u4",
              "longlong": "i8", "long long int": "i8", "int64": "i8", "float": "f4", "double": "f8"}
META_TYPES = {"MET_CHAR": "i1", "MET_UCHAR": "u1", "MET_SHORT": "i2", "MET_USHORT": "u2", "MET_INT": "i4",
              "MET_LONG_LONG": "i8", "MET_FLOAT": "f4", "MET_DOUBLE": "f8"}
TO_LPS = {"lps": (1, 1, 1), "left-posterior-superior": (1, 1, 1), "ras": (-1, -1, 1),
          "right-anterior-superior": (-1, -1, 1)}


def vectors(text):
    return [[float(v) for v in part.split(",")] for part in re.findall(r"\(([^)]*)\)", text)]


def read_nrrd(path):
    header, data = path.read_bytes().split(b"\n\n", 1)
    fields = dict(line.split(": ", 1) for line in header.decode().splitlines() if ": " in line and line[0] != "#")
    if fields["encoding"] in ("gzip", "gz"):
        data = gzip.decompress(data)
    order = ">" if fields.get("endian") == "big" else "<"
    flip = numpy.diag(TO_LPS[fields["space"].lower()])
    matrix = numpy.eye(4)
    matrix[:3, :3] = flip @ numpy.array(vectors(fields["space directions"])).T
    matrix[:3, 3] = flip @ numpy.array(vectors(fields["space origin"])[0])
    return fields["type"], order + NRRD_TYPES[fields["type"]], fields["sizes"], matrix, data


def read_meta(path):
    raw = path.read_bytes()
    end = raw.index(b"\n", raw.index(b"ElementDataFile")) + 1
    fields = dict((part.strip() for part in line.split("=", 1)) for line in raw[:end].decode().splitlines())
    data = raw[end:] if fields["ElementDataFile"].upper() == "LOCAL" else (path.parent / fields["ElementDataFile"]).read_bytes()
    if fields.get("CompressedData") == "True":
        data = zlib.decompress(data)
    order = ">" if fields.get("BinaryDataByteOrderMSB") == "True" else "<"
    # Nine numbers, one axis after the other: each three are the direction of an index.
    axes = numpy.array([float(v) for v in fields["TransformMatrix"].split()]).reshape(3, 3)
    matrix = numpy.eye(4)
    matrix[:3, :3] = axes.T @ numpy.diag([float(v) for v in fields["ElementSpacing"].split()])
    matrix[:3, 3] = [float(v) for v in fields["Offset"].split()]
    return fields["ElementType"], order + META_TYPES[fields["ElementType"]], fields["DimSize"], matrix, data


def show(path):
    name, dtype, sizes, matrix, data = (read_nrrd if path.suffix.lower() == ".nrrd" else read_meta)(path)
    sizes = [int(v) for v in sizes.split()]
    voxels = numpy.frombuffer(data, dtype).reshape(sizes, order="F")
    print(json.dumps({"type": name, "shape": sizes, "matrix": matrix.tolist(),
                      "voxels": [[int(i), int(j), int(k), float(voxels[i, j, k])]
                                 for i, j, k in zip(*numpy.nonzero(voxels))]}))


def make(path, matrix, name, options):
    matrix = numpy.array(json.loads(matrix))
    order = ">" if options.get("endian") == "big" else "<"
    meta = path.suffix != ".nrrd"
    voxels = numpy.zeros((6, 5, 4), order + (META_TYPES if meta else NRRD_TYPES)[name])
    voxels[1, 2, 0] = 7
    data = voxels.tobytes(order="F")
    if meta:
        spacing = numpy.linalg.norm(matrix[:3, :3], axis=0)
        axes = (matrix[:3, :3] / spacing).T.ravel()
        packed = options.get("encoding") == "gzip"
        if packed:
            data = zlib.compress(data)
        target = options.get("data", "LOCAL")
        header = "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = %s\nCompressedData = %s\n" % (
            order == ">", packed)
        if packed:
            header += "CompressedDataSize = %d\n" % len(data)
        header += "TransformMatrix = %s\nOffset = %s\nCenterOfRotation = 0 0 0\nElementSpacing = %s\nDimSize = 6 5 4\n" % tuple(
            " ".join("%.17g" % v for v in values) for values in (axes, matrix[:3, 3], spacing))
        header += "ElementType = %s\nElementDataFile = %s\n" % (name, target)
        if target == "LOCAL":
            path.write_bytes(header.encode() + data)
        else:
            path.write_text(header)
            (path.parent / target).write_bytes(data)
        return
    space = options.get("space", "LPS")
    flip = numpy.diag(TO_LPS[space.lower()])
    directions = (flip @ matrix[:3, :3]).T
    vector = lambda v: "(" + ",".join("%.17g" % x for x in v) + ")"
    encoding = options.get("encoding", "raw")
    header = "NRRD0005\n# made by hand\ntype: %s\ndimension: 3\nspace: %s\nsizes: 6 5 4\nspace directions: %s\n" % (
        name, {"LPS": "left-posterior-superior", "RAS": "RAS"}[space],
        " ".join(vector(v) for v in directions))
    header += "kinds: domain domain domain\nendian: %s\nencoding: %s\nspace origin: %s\nmade by:=a test\n\n" % (
        "big" if order == ">" else "little", encoding, vector(flip @ matrix[:3, 3]))
    path.write_bytes(header.encode() + (gzip.compress(data) if encoding == "gzip" else data))


if sys.argv[1] == "--make":
    make(Path(sys.argv[2]), sys.argv[3], sys.argv[4], dict(option.split("=") for option in sys.argv[5:]))
else:
    show(Path(sys.argv[1]))

"""HDF5 files as people write them with h5py: hdf5_cases.py FOLDER

Writes into FOLDER, and prints JSON: of each dataset of placed.h5 its shape and the voxels that are checked,
[x, y, z, value] by position, mm, LPS; of its seg, all that are not 0.
"""
import json
import sys
from pathlib import Path

import h5py
import numpy

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random = numpy.random.default_rng(5)

# RAS, axes turned about z by 10 degrees, the first to the right side.
turn = numpy.deg2rad(10)
rotation = numpy.array([[-numpy.cos(turn), numpy.sin(turn), 0], [numpy.sin(turn), numpy.cos(turn), 0], [0, 0, 1]])
pet_affine = numpy.eye(4)
pet_affine[:3, :3] = rotation @ numpy.diag([4.0, 4.5, 3.0])
pet_affine[:3, 3] = [30.0, -20.0, -400.0]
ct_affine = numpy.eye(4)
ct_affine[:3, :3] = rotation @ numpy.diag([2.0, 2.25, 3.0])
ct_affine[:3, 3] = pet_affine[:3, 3]

size = (37, 41, 45)
ct = random.integers(-1000, 2000, (74, 82, 45)).astype(numpy.int16)
suv = random.random(size).astype(numpy.float32) * 20
seg = numpy.zeros(size, bool)
seg[5:9, 20:22, 33:40] = True
values = {"ct": ct, "ctres": ct[::2, ::2].astype(numpy.float32), "pet": suv.astype(numpy.float64) * 4000,
          "suv": suv, "seg": seg}
forms = {"ct": {"dtype": ">i2"}, "ctres": {"compression": "gzip", "shuffle": True}, "pet": {},
         "suv": {"chunks": (16, 8, 20), "compression": "gzip"}, "seg": {"compression": "gzip"}}
told = {}
with h5py.File(folder / "placed.h5", "w") as file:
    group = file.create_group("PETCT_1/01-02-2003-PET")
    for name, data in values.items():
        dataset = group.create_dataset(name, data=data, **forms[name])
        affine = ct_affine if name == "ct" else pet_affine
        dataset.attrs["affine"] = affine
        dataset.attrs["spacing"] = numpy.linalg.norm(affine[:3, :3], axis=0)
        indices = numpy.argwhere(data) if name == "seg" else numpy.column_stack(
            [random.integers(0, n, 500) for n in data.shape])
        places = []
        for index in indices:
            x, y, z, _ = affine @ numpy.array([*index, 1.0])
            places.append([-x, -y, z, float(numpy.float32(data[tuple(index)]))])
        told[name] = {"shape": list(data.shape), "places": places}
    group.create_dataset("notes", data=numpy.zeros(3))
    file["elsewhere"] = h5py.SoftLink("/PETCT_1")

# As the collection's own script leaves them: no attributes.
with h5py.File(folder / "bare.hdf5", "w") as file:
    for patient in ("PETCT_2", "PETCT_3"):
        group = file.create_group(patient + "/study")
        for name, data in values.items():
            group.create_dataset(name, data=data[:8, :9, :10])

(folder / "links" / "P").mkdir(parents=True)
with h5py.File(folder / "links" / "P" / "S.h5", "w") as file:
    dataset = file.create_dataset("P/S/suv", data=suv)
    dataset.attrs["affine"] = pet_affine
with h5py.File(folder / "links" / "cases.h5", "w") as file:
    file["P/S"] = h5py.ExternalLink("P/S.h5", "/P/S")
    file["Q/S"] = h5py.ExternalLink("../placed.h5", "/PETCT_1")

(folder / "secret.raw").write_bytes(bytes(8 * 8 * 8))
with h5py.File(folder / "elsewhere.h5", "w") as file:
    dataset = file.create_dataset("P/S/suv", shape=(8, 8, 8), dtype="u1", external=[(str(folder / "secret.raw"), 0, 512)])
    dataset.attrs["affine"] = pet_affine
    layout = h5py.VirtualLayout(shape=(37, 41, 45), dtype="f4")
    layout[...] = h5py.VirtualSource(folder / "placed.h5", "PETCT_1/01-02-2003-PET/suv", shape=(37, 41, 45))
    file.create_virtual_dataset("P/S/pet", layout).attrs["affine"] = pet_affine

(folder / "weights").mkdir()
with h5py.File(folder / "weights" / "model.h5", "w") as file:
    file.create_dataset("layer_1/kernel", data=numpy.zeros((3, 3, 3)))
(folder / "cut").mkdir()
whole = (folder / "placed.h5").read_bytes()
(folder / "cut" / "cut.h5").write_bytes(whole[:len(whole) // 2])
(folder / "cut" / "none.h5").write_bytes(b"no HDF5 at all\n" * 100)
print(json.dumps(told))

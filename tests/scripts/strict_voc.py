"""Reads VOC files as strictly as tools for Lung-PET-CT-Dx do and prints their boxes as JSON; any deviation from
the dataset's form ends it with the reason.

usage: strict_voc.py FILE...
"""
import json
import sys
import xml.etree.ElementTree as ET

result = []
for path in sys.argv[1:]:
    raw = open(path, "rb").read()
    assert raw.startswith(b'<annotation verified="no">\n  <folder>'), "the first line differs"
    assert raw.endswith(b"\n</annotation>"), "the last line differs"
    root = ET.fromstring(raw)
    tags = [child.tag for child in root]
    objects = tags.count("object")
    assert tags == ["folder", "filename", "path", "source", "size", "segmented"] + ["object"] * objects, tags
    assert root.find("source").text == "Unknow" and root.find("source/database").text == "Unknown"
    assert [(c.tag, int(c.text) > 0) for c in root.find("size")] == [("width", True), ("height", True), ("depth", True)]
    assert root.find("size/depth").text == "1"
    assert root.find("segmented").text == "0"
    width, height = int(root.find("size/width").text), int(root.find("size/height").text)
    boxes = []
    for item in root.iter("object"):
        assert [c.tag for c in item] == ["name", "pose", "truncated", "Difficult", "bndbox"], [c.tag for c in item]
        assert item.find("pose").text == "Unspecified"
        assert item.find("truncated").text in "01" and item.find("Difficult").text in "01"
        assert [c.tag for c in item.find("bndbox")] == ["xmin", "ymin", "xmax", "ymax"]
        x0, y0, x1, y1 = (int(c.text) for c in item.find("bndbox"))
        assert 0 <= x0 <= x1 < width and 0 <= y0 <= y1 < height
        boxes.append([item.find("name").text, x0, y0, x1, y1])
    # The layout too: 13 lines around the objects, 12 for each.
    lines = raw.decode("utf-8").split("\n")
    assert len(lines) == 13 + 12 * objects, (len(lines), objects)
    assert all((len(line) - len(line.lstrip(" "))) in (0, 2, 4, 6) for line in lines)
    result.append(boxes)
print(json.dumps(result))

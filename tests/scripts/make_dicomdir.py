#!/usr/bin/env python3
"""Makes a DICOM file set with pydicom.

make_dicomdir.py FOLDER OUT [ID...]: the DICOM files of FOLDER as a file set in OUT, its DICOMDIR included. Each
ID (components joined with '|') is then added as one more image record, as a hostile writer would. Prints the
file IDs of the set, one a line, components joined with '/'.
"""

import copy
import os
import sys

import pydicom
from pydicom.fileset import FileSet


def main():
    folder, out, hostile = sys.argv[1], sys.argv[2], sys.argv[3:]
    files = FileSet()
    for name in sorted(os.listdir(folder)):
        files.add(os.path.join(folder, name))
    files.write(out)
    path = os.path.join(out, "DICOMDIR")
    directory = pydicom.dcmread(path)
    records = directory.DirectoryRecordSequence
    for record in records:
        if "ReferencedFileID" in record:
            value = record.ReferencedFileID
            print(value if isinstance(value, str) else "/".join(value))
    if hostile:
        image = [r for r in records if r.DirectoryRecordType == "IMAGE"][0]
        for text in hostile:
            record = copy.deepcopy(image)
            record[0x00041500].value = text.split("|")
            records.append(record)
        directory.save_as(path)


main()

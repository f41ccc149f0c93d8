"""Checks an export without patient data: nothing of what the images say about the patient may be in any file or
its name. Prints one line of JSON with what a reader needs; any leak ends it with the reason.

usage: without_patient.py IMAGE_FOLDER EXPORT_FOLDER PATIENT_ID KEEPS_UIDS(0|1)
"""
import json
import os
import sys

import pydicom

images, export, patient_id, keeps = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4] == "1"

secrets, uids = set(), set()
PERSONAL = {"PN", "DA", "TM", "DT", "AS"}
NAMED = {"PatientID", "IssuerOfPatientID", "StudyID", "AccessionNumber", "StudyDescription", "SeriesDescription",
         "InstitutionName", "StationName", "OtherPatientIDs"}
for folder, _, names in os.walk(images, followlinks=True):
    for name in names:
        data = pydicom.dcmread(os.path.join(folder, name), stop_before_pixels=True)
        for element in data.iterall():
            if element.VR == "UI" and not str(element.value).startswith("1.2.840.10008."):
                uids.add(str(element.value))
            elif element.VR in PERSONAL or element.keyword in NAMED:
                value = str(element.value).strip()
                if len(value) >= 4:
                    secrets.add(value)
secrets.add(os.path.abspath(images))

found = {"seg": [], "xml": [], "json": []}
for folder, _, names in os.walk(export):
    for name in names:
        path = os.path.join(folder, name)
        content = open(path, "rb").read() + os.path.relpath(path, export).encode()
        for secret in secrets | (set() if keeps else uids):
            assert secret.encode() not in content, f"{path} holds {secret!r}"
        kind = "seg" if name.endswith(".dcm") else "xml" if name.endswith(".xml") else "json"
        found[kind].append(path)

segs = []
for path in sorted(found["seg"]):
    data = pydicom.dcmread(path)
    assert data.PatientIdentityRemoved == "YES"
    assert [c.CodeValue for c in data.DeidentificationMethodCodeSequence] == ["113100"] + (["113110"] if keeps else [])
    assert str(data.PatientID) == patient_id and str(data.PatientName) == patient_id
    for keyword in ("PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber", "StudyID",
                    "ReferringPhysicianName", "ContentCreatorName"):
        assert keyword in data and not data[keyword].value, keyword
    for keyword in ("PatientAge", "PatientWeight", "PatientSize", "StudyDescription", "SeriesDate", "SeriesTime"):
        assert keyword not in data, keyword
    for uid in (e.value for e in data.iterall() if e.VR == "UI"):
        assert uid.startswith("1.2.840.10008.") or keeps or uid.startswith("2.25."), uid
    assert data.file_meta.MediaStorageSOPInstanceUID == data.SOPInstanceUID
    sources = sorted({str(item.ReferencedSOPInstanceUID)
                      for series in data.ReferencedSeriesSequence for item in series.ReferencedInstanceSequence})
    used = sorted({str(groups.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID)
                   for groups in data.PerFrameFunctionalGroupsSequence})
    assert set(used) <= set(sources), "frames and references name different images"
    segs.append({"study": str(data.StudyInstanceUID), "frame": str(data.FrameOfReferenceUID),
                 "labels": [str(s.SegmentLabel) for s in data.SegmentSequence], "sources": used,
                 "voxels": int(data.pixel_array.sum())})
measurements = [json.load(open(path)) for path in found["json"]]
print(json.dumps({"segs": segs, "xml": sorted(os.path.basename(p) for p in found["xml"]),
                  "measurements": measurements, "known": sorted(uids)}))

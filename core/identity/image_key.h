#pragma once

#include <QString>

namespace uptake {

// Images in files that are no DICOM (NIfTI, MetaImage, NRRD) state neither patient nor UIDs. Inside the
// program a key stands in the place of each UID: "file:" and what people know the thing by, a path in the
// opened folder with "/". No UID begins so (DICOM PS3.5 9.1: digits and periods). Keys are neither shown nor
// written into files as UIDs: ask statedUid() for what may be.

inline constexpr QLatin1String kImageKeyMark("file:");

inline bool isImageKey(const QString& id) {
  return id.startsWith(kImageKeyMark);
}
/// The key of a file, or of a case, slice or frame of such files.
inline QString imageKey(const QString& name) {
  return QString(kImageKeyMark) + name;
}
/// What a key was made from; empty for a UID.
inline QString imageKeyName(const QString& key) {
  return isImageKey(key) ? key.mid(kImageKeyMark.size()) : QString();
}
/// The UID as a file states it; empty for a key.
inline QString statedUid(const QString& id) {
  return isImageKey(id) ? QString() : id;
}
/// As people read it: the UID, or the name in a key.
inline QString shownId(const QString& id) {
  return isImageKey(id) ? imageKeyName(id) : id;
}

}  // namespace uptake

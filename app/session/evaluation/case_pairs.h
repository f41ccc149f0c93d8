#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake::evaluation {

/// A truth and the prediction that belongs to it.
struct CasePair {
  QString name;
  QString truth;
  QString prediction;
  QString studyUid = {};  ///< StudyInstanceUID, where either is a SEG
};

struct CasePairs {
  std::vector<CasePair> pairs;  ///< by name
  QStringList problems;         ///< masks without a partner, and names that stand for several
};

/// Two files are one case. In two folders, masks belong together that have the same path within their folder,
/// the format apart ("P1/S2/SEG.nii.gz" and "P1/S2/SEG.dcm"); else two SEGs of the same StudyInstanceUID;
/// else a mask that is named by the StudyInstanceUID of a SEG, or lies in a folder so named. Folders are
/// searched recursively for label images and DICOM SEG (.dcm); CT, CTres, PET and SUV beside a SEG are the
/// images of a case of FDG-PET-CT-Lesions, no masks.
CasePairs pairCases(const QString& truth, const QString& prediction);

/// A path or name without the ending of a mask file.
QString maskName(const QString& file);

/// The path of a file from a folder on that it lies in, however both are written.
QString pathWithin(const QString& folder, const QString& file);

}  // namespace uptake::evaluation

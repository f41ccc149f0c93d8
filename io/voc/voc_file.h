#pragma once

#include "core/box/box.h"
#include "core/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// The image that the name of a VOC file names: the SOP Instance UID, which is the file name without ".xml",
/// or, of `Annotation/<image file>/slice-<n>.xml`, the key of a slice of an image that is no DICOM.
QString vocImageName(const QString& path);

/// A PASCAL VOC annotation of one image. In the form of Lung-PET-CT-Dx the name of the file identifies the
/// image, not its content: `<SOPInstanceUID>.xml`.
struct VocFile {
  QString path;
  int width = 0;  ///< pixels; 0 when the file states no size
  int height = 0;
  std::vector<Box> boxes;  ///< without ids and image; fileObject is the index of the <object> element
  /// Per box its <score> or <confidence>, which detectors write.
  std::vector<std::optional<double>> scores;
  QStringList warnings;  ///< what was tolerated, translated
  QByteArray original;   ///< the file as read, so that editing keeps unknown elements

  /// The file name without ".xml".
  QString imageName() const;
};

/// Reads a VOC file tolerantly, with warnings: float coordinates are rounded, missing elements get defaults,
/// unknown elements are ignored. FileUnreadable or Inconsistent states the line or the value.
Result<VocFile> readVoc(const QString& path);

/// A box as it is shown on its image of columns × rows pixels. Programs that count pixels from 1, or write
/// the width as xmax, make boxes that end one pixel beyond the border: that pixel is cut off. Any other box
/// is returned unchanged.
PixelRect vocRectOnImage(const PixelRect& rect, int columns, int rows);
/// Whether the box is valid and inside the image.
bool isOnImage(const PixelRect& rect, int columns, int rows);

/// What a new file states about its image.
struct VocImage {
  QString folder;    ///< name of the folder that holds the image
  QString filename;  ///< file name of the image
  QString path;
  int columns = 0;
  int rows = 0;
  int slice = -1;  ///< of a file with several that is no DICOM, from 0: stated as <slice>
};

/// The XML of an image's boxes, in exactly the form of Lung-PET-CT-Dx (no prolog, `verified="no"`, depth 1,
/// `Difficult` with capital D, integers). With `original`, that file is edited instead: objects are matched
/// by Box::fileObject, those without a box are removed, new ones are added, and all else is kept.
Result<QByteArray> vocXml(std::span<const Box> boxes, const VocImage& image, const QByteArray& original = {});

/// Writes vocXml() to a file, completely or not at all; missing folders are created.
Result<void> writeVoc(const QString& path, std::span<const Box> boxes, const VocImage& image,
                      const QByteArray& original = {});

/// The name of a patient's folder in Lung-PET-CT-Dx: "A0002" for the PatientID "Lung_Dx-A0002", otherwise the
/// ID, with characters that are not allowed in file names percent-encoded.
QString vocPatientFolder(const QString& patientId);

}  // namespace uptake

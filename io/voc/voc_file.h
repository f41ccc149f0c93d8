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

/// The image that the name of a VOC file names: the file name without ".xml".
QString vocImageName(const QString& path);

/// A PASCAL VOC annotation of one image. In the Lung-PET-CT-Dx form the file's name, not its content, names
/// the image: `<SOPInstanceUID>.xml`.
struct VocFile {
  QString path;
  int width = 0;  ///< 0 when the file states no size
  int height = 0;
  std::vector<Box> boxes;  ///< without ids and image; fileObject counts the file's <object> elements from 0
  /// One a box: its <score> or <confidence>, as detectors write it; nothing where there is none.
  std::vector<std::optional<double>> scores;
  QStringList warnings;  ///< what was tolerated, in words
  QByteArray original;   ///< the bytes as read, so that editing keeps what we do not understand

  /// The file name without ".xml".
  QString imageName() const;
};

/// Reads a VOC file, tolerantly: float coordinates are rounded, missing parts get their defaults, unknown
/// elements are left alone; each is a warning. FileUnreadable or Inconsistent names the line or the value.
Result<VocFile> readVoc(const QString& path);

/// A box of a file as it lies on its image of that size. Programs that count pixels from 1, or write the
/// width as xmax, let a box end one pixel beyond the border: that pixel is cut off. Any other box comes back
/// as it is, and isOnImage() says whether it can be shown.
PixelRect vocRectOnImage(const PixelRect& rect, int columns, int rows);
bool isOnImage(const PixelRect& rect, int columns, int rows);

/// What a new file says of its image.
struct VocImage {
  QString folder;    ///< name of the folder that holds the image
  QString filename;  ///< file name of the image
  QString path;
  int columns = 0;
  int rows = 0;
};

/// The XML for an image's boxes, in exactly the Lung-PET-CT-Dx form (no prolog, `verified="no"`, depth 1,
/// `Difficult` with capital D, integers). With `original`, that file is edited instead: objects are matched
/// by Box::fileObject, objects without a box are removed, new ones added, everything else stays as it is.
Result<QByteArray> vocXml(std::span<const Box> boxes, const VocImage& image, const QByteArray& original = {});

/// vocXml() into a file, whole or not at all; missing folders are made.
Result<void> writeVoc(const QString& path, std::span<const Box> boxes, const VocImage& image,
                      const QByteArray& original = {});

/// The folder name that Lung-PET-CT-Dx gives a patient: "A0002" for PatientID "Lung_Dx-A0002", otherwise the
/// id itself, with characters that cannot stand in a file name percent-encoded.
QString vocPatientFolder(const QString& patientId);

}  // namespace uptake

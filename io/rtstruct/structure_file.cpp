#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/nesting_p.h"
#include "io/reader/in_process_p.h"
#include "io/rtstruct/structure_file_p.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/dicom_item_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

namespace uptake::rtstruct {

namespace {

constexpr qint64 kMaximumFileBytes = qint64{1} << 30;
/// A contour around a whole body at 0.1 mm has some 15,000.
constexpr std::size_t kMaximumPoints = 100000;
/// No scanner is larger; such a position is damage.
constexpr double kFarthestPointMm = 1e5;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StructureSet)
};

using seg::firstItem;
using seg::forEachItem;
using seg::integerOf;
using seg::textOf;

OFCondition load(DcmFileFormat& format, const QString& file, const DcmTagKey& end) {
  return format.loadFileUntilTag(OFFilename(QFile::encodeName(file).constData()), EXS_Unknown, EGL_noChange,
                                 DCM_MaxReadLength, ERM_autoDetect, end);
}

Error unreadable(const QString& file, const OFCondition& condition) {
  return {ErrorKind::FileUnreadable,
          Texts::tr("The file cannot be read as DICOM (%1).").arg(QString::fromLocal8Bit(condition.text())),
          file};
}

std::vector<ReferencedFrame> framesOf(DcmItem& dataset) {
  std::vector<ReferencedFrame> frames;
  forEachItem(dataset, DCM_ReferencedFrameOfReferenceSequence, [&](DcmItem& item) {
    ReferencedFrame frame{textOf(item, DCM_FrameOfReferenceUID), {}, {}};
    forEachItem(item, DCM_RTReferencedStudySequence, [&](DcmItem& study) {
      forEachItem(study, DCM_RTReferencedSeriesSequence, [&](DcmItem& series) {
        if (const QString uid = textOf(series, DCM_SeriesInstanceUID); !uid.isEmpty())
          frame.series.append(uid);
        DcmItem* image = firstItem(series, DCM_ContourImageSequence);
        if (image != nullptr && frame.image.isEmpty())
          frame.image = textOf(*image, DCM_ReferencedSOPInstanceUID);
      });
    });
    frames.push_back(std::move(frame));
  });
  return frames;
}

/// The frame of reference of ROIs that name none.
QString ownFrame(DcmItem& dataset, const std::vector<ReferencedFrame>& frames) {
  const QString own = textOf(dataset, DCM_FrameOfReferenceUID);
  if (!own.isEmpty() || frames.empty()) return own;
  return frames.front().uid;
}

SegReference referenceOf(DcmItem& dataset, const std::vector<ReferencedFrame>& frames) {
  SegReference result;
  result.sopInstanceUid = textOf(dataset, DCM_SOPInstanceUID);
  result.seriesInstanceUid = textOf(dataset, DCM_SeriesInstanceUID);
  result.studyInstanceUid = textOf(dataset, DCM_StudyInstanceUID);
  // Registered images are named, too: where the ROIs lie is what counts.
  const QString own = ownFrame(dataset, frames);
  QStringList used;
  forEachItem(dataset, DCM_StructureSetROISequence, [&](DcmItem& roi) {
    const QString frame = textOf(roi, DCM_ReferencedFrameOfReferenceUID);
    used.append(frame.isEmpty() ? own : frame);
  });
  used.removeDuplicates();
  used.removeAll(QString());
  result.frameOfReferenceUid = used.isEmpty() ? own : used.takeFirst();
  result.furtherFrames = used;
  auto named = std::ranges::find(frames, result.frameOfReferenceUid, &ReferencedFrame::uid);
  if (named == frames.end() || named->series.isEmpty())
    named = std::ranges::find_if(frames, [](const ReferencedFrame& each) { return !each.series.isEmpty(); });
  if (named != frames.end()) {
    result.sourceSeriesUid = named->series.value(0);
    result.furtherSeries = named->series.mid(1);
    result.sourceInstanceUid = named->image;
  }
  return result;
}

/// The text of Contour Data. Above 64 kB it has no place in an element of explicit VR but as "unknown" (PS3.5
/// 6.2.2).
std::string_view contourData(DcmItem& item) {
  DcmElement* element = nullptr;
  if (item.findAndGetElement(DCM_ContourData, element).bad() || element == nullptr) return {};
  if (element->ident() == EVR_DS) {
    char* text = nullptr;
    Uint32 length = 0;
    if (static_cast<DcmDecimalString*>(element)->getString(text, length).bad() || text == nullptr) return {};
    return {text, length};
  }
  Uint8* bytes = nullptr;
  if (element->getUint8Array(bytes).bad() || bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes), element->getLength()};
}

/// The numbers of Contour Data; what is wrong with them in `trouble`.
std::vector<Point> pointsOf(DcmItem& item, QString& defect) {
  const std::string_view text = contourData(item);
  if (text.empty()) {
    defect = Texts::tr("a contour has no points (Contour Data)");
    return {};
  }
  std::vector<Point> points;
  const char* at = text.data();
  const char* const end = at + text.size();
  int axis = 0;
  while (at < end) {
    const char* const stop = std::find(at, end, '\\');
    while (at < stop && (*at == ' ' || *at == '+')) ++at;
    double value = 0.0;
    const auto [rest, error] = std::from_chars(at, stop, value);
    const bool whole =
        error == std::errc() && std::all_of(rest, stop, [](char c) { return c == ' ' || c == '\0'; });
    if (!whole || !std::isfinite(value) || std::abs(value) > kFarthestPointMm) {
      defect = Texts::tr("a contour has the coordinate \"%1\", which is no position in a patient")
                   .arg(QString::fromLatin1(at, std::min<qsizetype>(stop - at, 32)));
      return {};
    }
    if (axis == 0) points.emplace_back();
    points.back()[axis] = value;
    axis = (axis + 1) % 3;
    if (points.size() > kMaximumPoints) {
      defect = Texts::tr("a contour has more than %1 points").arg(kMaximumPoints);
      return {};
    }
    at = stop == end ? end : stop + 1;
  }
  const long stated = integerOf(item, DCM_NumberOfContourPoints).value_or(static_cast<long>(points.size()));
  if (axis != 0 || stated != static_cast<long>(points.size())) {
    defect = Texts::tr("a contour states %1 points (Number of Contour Points) but has %2 coordinates")
                 .arg(stated)
                 .arg(3 * points.size() - static_cast<std::size_t>(axis == 0 ? 0 : 3 - axis));
    return {};
  }
  return points;
}

SegmentAlgorithm algorithmOf(const QString& text) {
  if (text == QLatin1String("MANUAL")) return SegmentAlgorithm::Manual;
  if (text == QLatin1String("SEMIAUTOMATIC")) return SegmentAlgorithm::SemiAutomatic;
  // What nobody vouched for must not pass as drawn by a person.
  return SegmentAlgorithm::Automatic;
}

/// A tumour only where the file says so: structure sets are full of organs.
void setProperty(Segment& segment, const QString& interpretedType) {
  if (interpretedType == QLatin1String("GTV") || interpretedType == QLatin1String("CTV")) return;
  segment.category = {QStringLiteral("85756007"), QStringLiteral("SCT"), QStringLiteral("Tissue")};
  segment.type = segment.category;
}

/// Label 0 is background, and a label has 16 bits: ROIs of other numbers get the next free ones.
void giveFreeLabels(StructureFile& file, const std::set<long>& taken) {
  const auto isLabel = [](long number) { return number >= 1 && number <= std::numeric_limits<Label>::max(); };
  Label next = 1;
  for (Roi& roi : file.rois) {
    if (isLabel(roi.number)) continue;
    while (next != 0 && taken.contains(next)) ++next;  // 0 again when there is none
    if (next == 0) {
      roi.defect = Texts::tr("there are more ROIs than a mask has labels");
      continue;
    }
    roi.segment.number = next++;
    file.warnings.append(Texts::tr("The ROI \"%1\" has number %2 and became segment %3.")
                             .arg(roi.segment.label)
                             .arg(roi.number)
                             .arg(roi.segment.number));
  }
}

/// The ROIs by number, without contours.
void readRois(DcmItem& dataset, StructureFile& file) {
  QHash<long, QString> types;
  forEachItem(dataset, DCM_RTROIObservationsSequence, [&](DcmItem& item) {
    if (const auto number = integerOf(item, DCM_ReferencedROINumber))
      types.insert(*number, textOf(item, DCM_RTROIInterpretedType));
  });
  const QString own = ownFrame(dataset, file.frames);
  std::set<long> seen;
  forEachItem(dataset, DCM_StructureSetROISequence, [&](DcmItem& item) {
    const auto number = integerOf(item, DCM_ROINumber);
    const QString name = textOf(item, DCM_ROIName);
    if (!number || !seen.insert(*number).second) {
      file.warnings.append(
          Texts::tr("The ROI \"%1\" is left out: its ROI Number (%2) is not valid, or is there "
                    "twice.")
              .arg(name, textOf(item, DCM_ROINumber)));
      // Contours name their ROI by its number alone: those of the first one cannot be told from this one's.
      if (const auto first = number ? std::ranges::find(file.rois, *number, &Roi::number) : file.rois.end();
          first != file.rois.end())
        first->defect =
            Texts::tr("its ROI Number (%1) is there twice, and whose the contours are is not said")
                .arg(*number);
      return;
    }
    Roi roi;
    roi.number = *number;
    roi.segment.number = static_cast<Label>(*number);
    roi.segment.label = name.isEmpty() ? QStringLiteral("ROI %1").arg(*number) : name;
    roi.segment.algorithm = algorithmOf(textOf(item, DCM_ROIGenerationAlgorithm));
    if (roi.segment.algorithm != SegmentAlgorithm::Manual) {
      roi.segment.algorithmName = textOf(item, DCM_ROIGenerationDescription);
      if (roi.segment.algorithmName.isEmpty())
        roi.segment.algorithmName = QStringLiteral("unspecified (RTSTRUCT)");
    }
    roi.frameOfReferenceUid = textOf(item, DCM_ReferencedFrameOfReferenceUID);
    if (roi.frameOfReferenceUid.isEmpty()) roi.frameOfReferenceUid = own;
    setProperty(roi.segment, types.value(*number));
    file.rois.push_back(std::move(roi));
  });
  std::ranges::sort(file.rois, {}, &Roi::number);
  giveFreeLabels(file, seen);
  for (Roi& roi : file.rois) roi.segment.colour = lesionColour(roi.segment.number);
}

void readContours(DcmItem& item, Roi& roi, const JobControl& control) {
  std::array<long, 3> colour{-1, -1, -1};
  for (unsigned long i = 0; i < 3; ++i) {
    Sint32 value = -1;
    if (item.findAndGetSint32(DCM_ROIDisplayColor, value, i).good()) colour[i] = value;
  }
  if (std::ranges::all_of(colour, [](long value) { return value >= 0 && value <= 255; }))
    roi.segment.colour = {static_cast<std::uint8_t>(colour[0]), static_cast<std::uint8_t>(colour[1]),
                          static_cast<std::uint8_t>(colour[2])};
  forEachItem(item, DCM_ContourSequence, [&](DcmItem& contourItem) {
    if (!roi.defect.isEmpty() || control.isCancelled()) return;
    const QString type = textOf(contourItem, DCM_ContourGeometricType).toUpper();
    // No type of the standard, but some planning systems write it for what they filled in between contours.
    const bool isInterpolated = type == QLatin1String("INTERPOLATED_PLANAR");
    const bool isXor = type == QLatin1String("CLOSEDPLANAR_XOR");
    if (type != QLatin1String("CLOSED_PLANAR") && !isXor && !isInterpolated) {
      ++roi.otherTypes[type.left(32)];
      return;
    }
    roi.interpolated += isInterpolated ? 1 : 0;
    Contour contour;
    contour.isXor = isXor;
    contour.points = pointsOf(contourItem, roi.defect);
    if (DcmItem* image = firstItem(contourItem, DCM_ContourImageSequence))
      contour.imageUid = textOf(*image, DCM_ReferencedSOPInstanceUID);
    if (roi.defect.isEmpty()) roi.contours.push_back(std::move(contour));
  });
}

}  // namespace

Result<void> checkStructureFile(const QString& file) {
  dicom::prepareDcmtk();
  DcmFileFormat format;
  // Before the study date stands what it is; nothing that is nested yet.
  const OFCondition loaded = load(format, file, DCM_StudyDate);
  if (loaded.bad()) return unreadable(file, loaded);
  const QString classUid = textOf(*format.getDataset(), DCM_SOPClassUID);
  if (classUid != QLatin1String(UID_RTStructureSetStorage))
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The file is no DICOM structure set (SOP Class %1).").arg(classUid), file};
  if (format.getDataset()->getOriginalXfer() == EXS_DeflatedLittleEndianExplicit)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("The structure set is stored deflated, which is not read; convert it to Explicit VR "
                  "Little Endian first."),
        file};
  if (const qint64 size = QFileInfo(file).size(); size > kMaximumFileBytes)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The structure set is %1 bytes long; at most %2 are read.")
                     .arg(size)
                     .arg(kMaximumFileBytes),
                 file};
  if (dicom::isNestedTooDeep(file))
    return Error{ErrorKind::NotSupported,
                 Texts::tr("Sequences are nested more than %1 deep; such a file is not read.")
                     .arg(dicom::kMaximumNesting),
                 file};
  return {};
}

Result<StructureFile> readStructureFile(const QString& file, JobControl& control) {
  if (const auto checked = checkStructureFile(file); !checked) return checked.error();
  DcmFileFormat format;
  const OFCondition loaded = format.loadFile(OFFilename(QFile::encodeName(file).constData()));
  if (loaded.bad()) return unreadable(file, loaded);
  if (control.isCancelled()) return JobControl::cancelledError();
  DcmDataset& dataset = *format.getDataset();
  seg::toUtf8(dataset);
  StructureFile result;
  result.frames = framesOf(dataset);
  result.reference = referenceOf(dataset, result.frames);
  for (const DcmTagKey& tag : {DCM_StructureSetLabel, DCM_StructureSetName, DCM_SeriesDescription})
    if (result.name.isEmpty()) result.name = textOf(dataset, tag);
  if (result.name.isEmpty()) result.name = QFileInfo(file).completeBaseName();
  readRois(dataset, result);

  std::set<QString> unknown;
  std::set<long> drawn;
  forEachItem(dataset, DCM_ROIContourSequence, [&](DcmItem& item) {
    const auto number = integerOf(item, DCM_ReferencedROINumber);
    const auto roi = number ? std::ranges::find(result.rois, *number, &Roi::number) : result.rois.end();
    if (roi == result.rois.end())
      unknown.insert(textOf(item, DCM_ReferencedROINumber));
    else if (firstItem(item, DCM_ContourSequence) == nullptr || drawn.insert(*number).second)
      readContours(item, *roi, control);
    else if (roi->defect.isEmpty())
      roi->defect = Texts::tr(
                        "its contours are there twice (two items of the ROI Contour Sequence have the "
                        "Referenced ROI Number %1), and some may be another ROI's")
                        .arg(*number);
  });
  if (control.isCancelled()) return JobControl::cancelledError();
  for (const QString& number : unknown)
    result.warnings.append(
        Texts::tr("Contours of the ROI number %1, which is not described, are left out.").arg(number));
  return result;
}

}  // namespace uptake::rtstruct

namespace uptake {

namespace in_process {

Result<SegReference> readStructureSetReference(const QString& file) {
  using namespace rtstruct;
  if (const auto checked = checkStructureFile(file); !checked) return checked.error();
  DcmFileFormat format;
  const OFCondition loaded = load(format, file, DCM_ROIContourSequence);
  DcmDataset& dataset = *format.getDataset();
  SegReference result = referenceOf(dataset, framesOf(dataset));
  if (loaded.bad() || result.sopInstanceUid.isEmpty()) return unreadable(file, loaded);
  return result;
}

}  // namespace in_process

}  // namespace uptake

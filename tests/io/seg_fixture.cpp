#include "tests/io/seg_fixture.h"

#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <Eigen/Geometry>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace uptake::test {

namespace {

QByteArray numbers(std::initializer_list<double> values) {
  QByteArray text;
  for (const double value : values) text += (text.isEmpty() ? "" : "\\") + QByteArray::number(value, 'g', 10);
  return text;
}

}  // namespace

SeriesEntry writeSource(const QString& folder, const ImageGrid& grid, const SourceOptions& options) {
  static int seriesCount = 0;
  const QByteArray seriesUid = "1.2.3.4." + QByteArray::number(++seriesCount);
  QDir().mkpath(folder);
  SeriesEntry entry;
  entry.grid = grid;
  entry.rows = grid.size().y();
  entry.columns = grid.size().x();
  entry.source.seriesInstanceUid = QString::fromLatin1(seriesUid);
  entry.source.studyInstanceUid = QStringLiteral("1.2.3.4.0");
  entry.source.frameOfReferenceUid = QString::fromLatin1(options.frameOfReferenceUid);
  entry.source.modality = QStringLiteral("CT");
  const Direction row = grid.axis(0), column = grid.axis(1);
  const std::vector<Uint16> pixels(static_cast<std::size_t>(grid.sliceVoxelCount()), 0);
  for (int k = 0; k < grid.size().z(); ++k) {
    const Point position =
        grid.toPatient({0, 0, double(k)}) + (options.slide ? options.slide(k) : 0.0) * row.cross(column);
    const QByteArray uid = seriesUid + "." + QByteArray::number(k + 1);
    DcmFileFormat format;
    DcmDataset& data = *format.getDataset();
    const auto put = [&](const DcmTagKey& tag, const QByteArray& value) {
      data.putAndInsertString(tag, value.constData());
    };
    if (!options.characterSet.isEmpty()) put(DCM_SpecificCharacterSet, options.characterSet);
    put(DCM_SOPClassUID, UID_CTImageStorage);
    put(DCM_SOPInstanceUID, uid);
    put(DCM_PatientName, options.patientName);
    put(DCM_PatientID, "P1");
    put(DCM_PatientBirthDate, "19500101");
    put(DCM_PatientSex, "F");
    put(DCM_StudyInstanceUID, "1.2.3.4.0");
    put(DCM_SeriesInstanceUID, seriesUid);
    put(DCM_StudyDate, "20200102");
    put(DCM_StudyTime, "101112");
    put(DCM_StudyID, "S1");
    put(DCM_Modality, "CT");
    if (!options.frameOfReferenceUid.isEmpty()) put(DCM_FrameOfReferenceUID, options.frameOfReferenceUid);
    put(DCM_ImagePositionPatient, numbers({position.x(), position.y(), position.z()}));
    put(DCM_ImageOrientationPatient,
        numbers({row.x(), row.y(), row.z(), column.x(), column.y(), column.z()}));
    put(DCM_PixelSpacing, numbers({grid.spacing().y(), grid.spacing().x()}));
    put(DCM_SliceThickness, numbers({grid.spacing().z()}));
    if (options.lossy) {
      put(DCM_LossyImageCompression, "01");
      put(DCM_LossyImageCompressionRatio, "8");
      put(DCM_LossyImageCompressionMethod, "ISO_10918_1");
    }
    data.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(grid.size().y()));
    data.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(grid.size().x()));
    data.putAndInsertUint16(DCM_SamplesPerPixel, 1);
    put(DCM_PhotometricInterpretation, "MONOCHROME2");
    data.putAndInsertUint16(DCM_BitsAllocated, 16);
    data.putAndInsertUint16(DCM_BitsStored, 16);
    data.putAndInsertUint16(DCM_HighBit, 15);
    data.putAndInsertUint16(DCM_PixelRepresentation, 0);
    put(DCM_RescaleIntercept, "-1024");
    put(DCM_RescaleSlope, "1");
    data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
    const QString file = folder + QStringLiteral("/%1.dcm").arg(k, 4, 10, QLatin1Char('0'));
    format.saveFile(QFile::encodeName(file).constData(), EXS_LittleEndianExplicit);
    entry.source.slices.push_back({QString::fromLatin1(uid), QStringLiteral(UID_CTImageStorage), file, 0});
  }
  entry.instances = grid.size().z();
  return entry;
}

ImageGrid makeGrid(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& origin,
                   const Eigen::Vector3d& degrees, const Eigen::Vector3d& flips) {
  const Eigen::Vector3d angles = degrees * (std::numbers::pi / 180.0);
  const Eigen::Matrix3d turn = (Eigen::AngleAxisd(angles.x(), Eigen::Vector3d::UnitX()) *
                                Eigen::AngleAxisd(angles.y(), Eigen::Vector3d::UnitY()) *
                                Eigen::AngleAxisd(angles.z(), Eigen::Vector3d::UnitZ()))
                                   .toRotationMatrix() *
                               flips.asDiagonal();
  return *ImageGrid::create(size, spacing, origin, turn);
}

MaskLayer makeMask(const SeriesEntry& source, int segments) {
  MaskLayer layer{MaskId::None,
                  QStringLiteral("Lesions"),
                  LabelMap::create(*source.grid).take(),
                  {},
                  source.source,
                  {},
                  {}};
  const Eigen::Vector3i size = source.grid->size();
  for (int number = 1; number <= segments; ++number) {
    Segment segment;
    segment.number = static_cast<Label>(number);
    segment.label = QStringLiteral("Lesion %1").arg(number);
    segment.colour = lesionColour(number);
    segment.trackingId = QStringLiteral("T%1").arg(number);
    segment.trackingUid = QStringLiteral("1.2.3.4.7.%1").arg(number);
    layer.segments.push_back(segment);
  }
  // A pattern without symmetry, so that no flip or transposition can pass unseen.
  unsigned state = 12345;
  for (int k = 0; k < size.z(); ++k) {
    if (k == size.z() - 2) continue;
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i) {
        state = state * 1664525U + 1013904223U;
        const int value = static_cast<int>(state >> 24);
        if (value % 5 == 0) layer.labels.set({i, j, k}, static_cast<Label>(1 + value / 5 % segments));
      }
  }
  return layer;
}

void editDicom(const QString& file, const std::function<void(DcmDataset&)>& edit, bool deflated) {
  DcmFileFormat format;
  const QByteArray path = QFile::encodeName(file);
  QVERIFY(format.loadFile(path.constData()).good());
  format.loadAllDataIntoMemory();
  edit(*format.getDataset());
  QVERIFY(
      format
          .saveFile(path.constData(), deflated ? EXS_DeflatedLittleEndianExplicit : EXS_LittleEndianExplicit)
          .good());
}

QStringList painted(const QString& segFile) {
  const ProcessOutput output =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/read_seg.py"), segFile});
  if (output.exitCode != 0) qWarning("%s", output.err.constData());
  return QString::fromUtf8(output.out).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

QStringList painted(const MaskLayer& layer) {
  QStringList lines;
  const Eigen::Vector3i size = layer.labels.grid().size();
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i) {
        const Label label = layer.labels.at({i, j, k});
        if (label == 0) continue;
        const Point point = layer.labels.grid().toPatient({double(i), double(j), double(k)});
        const auto micro = [](double mm) { return QString::number(std::llround(mm * 1000.0)); };
        lines.append(
            QStringList{QString::number(label), micro(point.x()), micro(point.y()), micro(point.z())}.join(
                QLatin1Char(' ')));
      }
  lines.sort();
  return lines;
}

QStringList onImages(const QString& segFile, const SeriesSource& source) {
  QStringList arguments{sourceDir() + QStringLiteral("/tests/scripts/seg_on_images.py"), segFile};
  for (const SliceSource& slice : source.slices)
    if (!slice.file.isEmpty()) arguments.append(slice.file);
  const ProcessOutput output = runProcess(python(), arguments);
  if (output.exitCode != 0) qWarning("%s", output.err.constData());
  return QString::fromUtf8(output.out).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

QStringList onImages(const MaskLayer& layer) {
  QStringList lines;
  const Eigen::Vector3i size = layer.labels.grid().size();
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i)
        if (const Label label = layer.labels.at({i, j, k}); label != 0)
          lines.append(QStringLiteral("%1 %2 %3 %4")
                           .arg(label)
                           .arg(layer.source.slices[static_cast<std::size_t>(k)].sopInstanceUid)
                           .arg(i)
                           .arg(j));
  lines.sort();
  return lines;
}

QByteArray dciodvfyErrors(const QString& file) {
  const QString program = QStandardPaths::findExecutable(QStringLiteral("dciodvfy"));
  if (program.isEmpty()) return {};
  const ProcessOutput output = runProcess(program, {file});
  QByteArray errors;
  for (const QByteArray& line : (output.out + output.err).split('\n'))
    if (line.contains("Error")) errors += line + '\n';
  return errors;
}

bool sameLabels(const LabelMap& a, const LabelMap& b) {
  return a.grid().size() == b.grid().size() && a.allVoxels() == b.allVoxels();
}

/// Positions rounded to 0.001 mm may fall to either side of a half, so compare with that slack.
bool sameVoxels(const QStringList& a, const QStringList& b) {
  const auto parse = [](const QStringList& lines) {
    std::vector<std::array<qlonglong, 4>> voxels;
    for (const QString& line : lines) {
      const QStringList parts = line.split(QLatin1Char(' '));
      voxels.push_back({parts[0].toLongLong(), (parts[1].toLongLong() + 50) / 100,
                        (parts[2].toLongLong() + 50) / 100, (parts[3].toLongLong() + 50) / 100});
    }
    std::ranges::sort(voxels);
    return voxels;
  };
  const auto left = parse(a), right = parse(b);
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t part = 0; part < 4; ++part)
      if (std::abs(left[i][part] - right[i][part]) > (part == 0 ? 0 : 1)) return false;
  return true;
}

}  // namespace uptake::test

#include "io/hdf5/hdf5_place.h"
#include "io/masks/image_file_p.h"
#include "io/masks/image_layout_p.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

#include <algorithm>
#include <limits>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

const QString kDetachedNrrd = QStringLiteral(".nhdr");

masks::Lattice latticeOf(const ImageGrid& grid) {
  masks::Lattice lattice;
  for (int axis = 0; axis < 3; ++axis) {
    const auto at = static_cast<std::size_t>(axis);
    lattice.size[at] = grid.size()[axis];
    lattice.spacing[at] = grid.spacing()[axis];
    lattice.origin[at] = grid.origin()[axis];
    const Direction direction = grid.axis(axis);
    std::copy_n(direction.data(), 3, lattice.axes[at].begin());
  }
  return lattice;
}

Result<void> writeWhole(const LabelMap& labels, const QString& file) {
  Label highest = 0;
  for (int k = 0; k < labels.grid().size().z(); ++k)
    for (const LabelRun& run : labels.runs(k)) highest = std::max(highest, run.label);
  const masks::Lattice lattice = latticeOf(labels.grid());
  if (highest > std::numeric_limits<std::uint8_t>::max())
    return masks::writeImage(file, masks::formatOf(file), lattice, labels.allVoxels().data());
  std::vector<std::uint8_t> narrow(static_cast<std::size_t>(labels.grid().voxelCount()), 0);
  for (int k = 0; k < labels.grid().size().z(); ++k)
    if (labels.isOccupied(k))
      std::ranges::transform(labels.slice(k), narrow.data() + labels.grid().offset(0, 0, k),
                             [](Label label) { return static_cast<std::uint8_t>(label); });
  return masks::writeImage(file, masks::formatOf(file), lattice, narrow.data());
}

/// Copies `from` to `file`, whole or not at all.
Result<void> publish(const QString& from, const QString& file) {
  const auto failed = [&](const QString& reason) {
    return Error{ErrorKind::FileUnreadable, Texts::tr("The file cannot be written (%1).").arg(reason), file};
  };
  QFile input(from);
  if (!input.open(QIODevice::ReadOnly)) return failed(input.errorString());
  QSaveFile output(file);
  if (!output.open(QIODevice::WriteOnly)) return failed(output.errorString());
  while (!input.atEnd()) {
    const QByteArray block = input.read(1 << 20);
    if (block.isEmpty() || output.write(block) != block.size()) return failed(output.errorString());
  }
  if (!output.flush() || !output.commit()) return failed(output.errorString());
  return {};
}

/// A header and its data file: the data first and under a name that no file has, so that an earlier pair
/// stays whole until the header is replaced. Then the earlier data file goes, if it was named as ours are.
Result<void> writePair(const LabelMap& labels, const QString& folder, const QString& file) {
  const QFileInfo target(file);
  const QString base = target.completeBaseName();
  const auto numbered = [&](int number) {
    return number == 1 ? base : QStringLiteral("%1-%2").arg(base).arg(number);
  };
  int number = 1;
  while (QFileInfo::exists(target.dir().filePath(numbered(number) + QStringLiteral(".zraw")))) ++number;
  const QString name = numbered(number);
  if (name.contains(QLatin1Char(' ')) || name.contains(QLatin1Char('%')) || name.contains(QLatin1Char(':')))
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("A .mhd header cannot name a data file with blanks, % or colons; choose another name, "
                  "or .mha."),
        file};
  const QString earlier = labelImageFiles(file).value(1);
  // The header names the data file after its own name.
  const QString header = QDir(folder).filePath(name + QStringLiteral(".mhd"));
  if (const auto written = writeWhole(labels, header); !written) return written;
  const QString data = target.dir().filePath(name + QStringLiteral(".zraw"));
  if (const auto moved = publish(QDir(folder).filePath(name + QStringLiteral(".zraw")), data); !moved)
    return moved;
  if (const auto moved = publish(header, file); !moved) {
    QFile::remove(data);
    return moved;
  }
  const QFileInfo old(earlier);
  if (!earlier.isEmpty() && old.suffix() == QLatin1String("zraw") && old.completeBaseName().startsWith(base))
    QFile::remove(earlier);
  return {};
}

std::set<Label> presentLabels(const LabelMap& labels) {
  std::set<Label> present;
  for (int k = 0; k < labels.grid().size().z(); ++k)
    for (const LabelRun& run : labels.runs(k)) present.insert(run.label);
  return present;
}

}  // namespace

QString labelImageSuffix(const QString& file) {
  for (const QString& suffix : {QStringLiteral(".nii.gz"), QStringLiteral(".nii"), QStringLiteral(".nrrd"),
                                kDetachedNrrd, QStringLiteral(".mha"), QStringLiteral(".mhd")})
    if (file.endsWith(suffix, Qt::CaseInsensitive)) return file.right(suffix.size());
  return {};
}

bool canReadLabelImage(const QString& file) {
  return masks::formatOf(file) != masks::ImageFormat::Unknown;
}

bool canWriteLabelImage(const QString& file) {
  const QString suffix = labelImageSuffix(file).toLower();
  return !suffix.isEmpty() && suffix != kDetachedNrrd;
}

QStringList labelImagePatterns() {
  return {QStringLiteral("*.nii.gz"), QStringLiteral("*.nii"), QStringLiteral("*.nrrd"),
          QStringLiteral("*.nhdr"),   QStringLiteral("*.mha"), QStringLiteral("*.mhd")};
}

masks::ImageFormat masks::formatOf(const QString& file) {
  const QString suffix = labelImageSuffix(file).toLower();
  if (suffix.startsWith(QLatin1String(".nii"))) return ImageFormat::Nifti;
  if (suffix == QLatin1String(".nrrd") || suffix == kDetachedNrrd) return ImageFormat::Nrrd;
  if (suffix.startsWith(QLatin1String(".mh"))) return ImageFormat::Meta;
  return hdf5::placeOf(file) ? ImageFormat::Hdf5 : ImageFormat::Unknown;
}

QStringList labelImageFiles(const QString& file) {
  QStringList files{hdf5::fileOf(file)};
  const masks::ImageFormat format = masks::formatOf(file);
  if (format != masks::ImageFormat::Meta && format != masks::ImageFormat::Nrrd) return files;
  const auto layout =
      format == masks::ImageFormat::Meta ? masks::readMetaLayout(file) : masks::readNrrdLayout(file);
  if (layout && layout->dataFile != file) files.append(layout->dataFile);
  return files;
}

Result<void> writeLabelImage(const LabelMap& labels, const QString& file) {
  const auto failed = [&](ErrorKind kind, const QString& reason) {
    return Error{kind, Texts::tr("The file cannot be written (%1).").arg(reason), file};
  };
  const QString suffix = labelImageSuffix(file).toLower();
  const masks::ImageFormat format = masks::formatOf(file);
  if (!canWriteLabelImage(file))
    return failed(ErrorKind::NotSupported,
                  Texts::tr("its name must end in .nii.gz, .nii, .nrrd, .mha or .mhd"));
  if (format == masks::ImageFormat::Nifti &&
      (labels.grid().size().array() > std::numeric_limits<std::int16_t>::max()).any())
    return failed(ErrorKind::NotSupported, Texts::tr("NIfTI holds at most 32767 voxels on a side"));
  const QString folder = QFileInfo(file).absolutePath();
  if (!QDir().mkpath(folder))
    return failed(ErrorKind::FileUnreadable, Texts::tr("the folder %1 cannot be made").arg(folder));
  // ITK may fail half-way; only what is whole goes to the real name.
  const QTemporaryDir temporary;
  if (!temporary.isValid()) return failed(ErrorKind::FileUnreadable, temporary.errorString());
  if (suffix == QLatin1String(".mhd")) {
    if (const auto written = writePair(labels, temporary.path(), file); !written)
      return Error{written.error().kind, written.error().message, file};
    return {};
  }
  const QString whole = temporary.filePath(QStringLiteral("labels") + suffix);
  if (const auto written = writeWhole(labels, whole); !written)
    return Error{written.error().kind, written.error().message, file};
  return publish(whole, file);
}

std::vector<Segment> labelImageSegments(const LabelMap& labels, const QString& file, const QStringList& names,
                                        const std::vector<Segment>& described) {
  const masks::ImageFormat format = masks::formatOf(file);
  const QString made = format == masks::ImageFormat::Nrrd   ? QStringLiteral("unspecified (NRRD)")
                       : format == masks::ImageFormat::Meta ? QStringLiteral("unspecified (MetaImage)")
                       : format == masks::ImageFormat::Hdf5 ? QStringLiteral("unspecified (HDF5)")
                                                            : QStringLiteral("unspecified (NIfTI)");
  std::vector<Segment> segments;
  for (const Label label : presentLabels(labels)) {
    const int number = static_cast<int>(segments.size()) + 1;
    Segment segment;
    segment.colour = lesionColour(number);
    if (const auto known = std::ranges::find(described, label, &Segment::number); known != described.end()) {
      segment.label = known->label;
      segment.colour = known->colour;
    }
    segment.number = label;
    if (const QString name = names.value(number - 1); !name.trimmed().isEmpty()) segment.label = name;
    if (segment.label.trimmed().isEmpty()) segment.label = QStringLiteral("Lesion %1").arg(number);
    segment.algorithm = SegmentAlgorithm::Automatic;
    segment.algorithmName = made;
    segments.push_back(segment);
  }
  return segments;
}

std::vector<std::unique_ptr<MaskLayer>> labelImageLayers(LabelImage image, const QString& file,
                                                         const SeriesSource& source,
                                                         const QStringList& names) {
  QString name = QFileInfo(file).fileName();
  name.chop(labelImageSuffix(file).size());
  std::vector<std::unique_ptr<MaskLayer>> layers;
  qsizetype named = 0;
  const auto add = [&](LabelMap labels) {
    std::vector<Segment> segments = labelImageSegments(labels, file, names.mid(named), image.segments);
    named += static_cast<qsizetype>(segments.size());
    layers.push_back(std::make_unique<MaskLayer>(
        MaskLayer{MaskId::None, name, std::move(labels), std::move(segments), source, {}, {}}));
  };
  add(std::move(image.labels));
  for (LabelMap& labels : image.overlapping) add(std::move(labels));
  layers.front()->warnings = std::move(image.warnings);
  return layers;
}

}  // namespace uptake

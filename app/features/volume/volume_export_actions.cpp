#include "app/features/volume/volume_export_actions.h"

#include "app/shell/window/main_window.h"
#include "io/store/annotation_folder.h"
#include "io/surfaces/surface_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SurfaceExport)
};

const QString kFolderKey = QStringLiteral("export/surfaceFolder");

std::vector<NamedSurfaceMesh> shownSurfaces(const VolumeView& view) {
  std::vector<NamedSurfaceMesh> surfaces;
  for (const VolumeView::NamedSurface& each : view.surfaces())
    surfaces.push_back({each.name, each.surface.colour, each.surface.opacity, each.surface.mesh});
  return surfaces;
}

/// The file that a person chose, with its format's ending.
std::optional<std::pair<QString, SurfaceFormat>> askForFile(QWidget& window) {
  const std::pair<SurfaceFormat, QString> formats[] = {
      {SurfaceFormat::Stl, Texts::tr("STL, a file for each lesion (*.stl)")},
      {SurfaceFormat::Ply, Texts::tr("PLY, a file for each lesion (*.ply)")},
      {SurfaceFormat::Gltf, Texts::tr("glTF, one file with names and colours (*.glb)")}};
  QStringList filters;
  for (const auto& [format, text] : formats) filters.append(text);
  QString chosen = filters.front();
  const QString folder = QSettings().value(kFolderKey, QDir::homePath()).toString();
  const QString file = QFileDialog::getSaveFileName(
      &window, Texts::tr("Export surfaces (LPS, mm)"), QDir(folder).filePath(QStringLiteral("lesions")),
      filters.join(QStringLiteral(";;")), &chosen, QFileDialog::DontConfirmOverwrite);
  if (file.isEmpty()) return std::nullopt;
  QSettings().setValue(kFolderKey, QFileInfo(file).absolutePath());
  // The ending that was typed counts before the list.
  SurfaceFormat result = formats[std::max<qsizetype>(0, filters.indexOf(chosen))].first;
  for (const auto& [format, text] : formats)
    if (file.endsWith(QLatin1Char('.') + surfaceSuffix(format), Qt::CaseInsensitive)) result = format;
  return std::pair(file, result);
}

bool mayReplace(const QStringList& files, QWidget& window) {
  QStringList existing = files;
  existing.removeIf([](const QString& file) { return !QFileInfo::exists(file); });
  if (existing.isEmpty()) return true;
  return QMessageBox::question(&window, Texts::tr("Export surfaces"),
                               Texts::tr("Replace %n file(s)?", nullptr, static_cast<int>(existing.size())),
                               QMessageBox::Yes | QMessageBox::Cancel,
                               QMessageBox::Cancel) == QMessageBox::Yes;
}

void exportSurfaces(MainWindow& window) {
  const ViewArea& views = window.views();
  Messages& messages = window.session().messages();
  if (!views.volume() || !views.volume()->isVisible() || !views.isSettled())
    return messages.say(Texts::tr("Show the lesions in the 3-D view first (Alt+8 or Ctrl+3)."));
  std::vector<NamedSurfaceMesh> surfaces = shownSurfaces(*views.volume());
  if (surfaces.empty()) return messages.say(Texts::tr("No lesion is shown of which there is a surface."));
  const auto chosen = askForFile(window);
  if (!chosen) return;
  const auto [file, format] = *chosen;
  if (AnnotationFolder(QFileInfo(file).absolutePath()).isInside(window.session().project().index().roots))
    return messages.say(Texts::tr("The opened folder is never written to. Choose another one."));
  if (!mayReplace(surfaceFiles(file, format, surfaces), window)) return;
  auto* job = new JobRunner(&window);
  job->start<QStringList>(
      [file = file, format = format, surfaces = std::move(surfaces)](JobControl& control) {
        return writeSurfaces(file, format, surfaces, control);
      },
      [job, &messages](Result<QStringList> written) {
        messages.say(written ? Texts::tr("%n file(s) were written to %1 (LPS coordinates in mm).", nullptr,
                                         static_cast<int>(written->size()))
                                   .arg(QDir::toNativeSeparators(QFileInfo(written->front()).absolutePath()))
                             : Texts::tr("The surfaces were not written: %1").arg(written.error().text()));
        job->deleteLater();
      });
}

}  // namespace

void addVolumeExportActions(MainWindow& window) {
  window.actions().add({.id = QStringLiteral("file.export.surfaces"),
                        .section = Texts::tr("File"),
                        .text = Texts::tr("Export s&urfaces of lesions…"),
                        .needs = Need::Image | Need::Neighbours,
                        .places = {{"file", 3}}},
                       &window, [&window] { exportSurfaces(window); });
}

}  // namespace uptake

#include "io/privacy/deidentified_export.h"

#include "io/seg/seg_writer.h"
#include "io/store/box_link_file.h"
#include "io/store/measurement_file.h"
#include "io/voc/voc_file.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <map>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::DeidentifiedExport)
};

class Exporter {
 public:
  Exporter(const DeidentifiedExport& request, JobControl& control)
      : request_(request), control_(control), folder_(request.folder) {}

  Result<SaveReport> run() {
    writeMasks();
    writeBoxes();
    writeLinks();
    writeMeasurementFile();
    if (control_.isCancelled()) return JobControl::cancelledError();
    return std::move(report_);
  }

 private:
  const QString& patient() const { return request_.how.patientId; }
  QString study() const { return request_.how.uid(request_.study.uid); }

  bool isFree(const QString& path) {
    if (const Result<void> allowed = folder_.checkTarget(path); !allowed) {
      report_.problems.push_back({path, allowed.error().message});
      return false;
    }
    if (!QFileInfo::exists(path)) return true;
    report_.problems.push_back(
        {path, Texts::tr("The file is there already; it is not overwritten. Choose another folder.")});
    return false;
  }

  void note(const QString& path, const Result<void>& written) {
    if (written)
      report_.files.append(path);
    else
      report_.problems.push_back({path, written.error().message});
  }

  void writeMasks() {
    QStringList taken;
    int number = 0;
    for (const MaskLayer& mask : request_.masks) {
      if (control_.isCancelled()) return;
      ++number;
      if (mask.labels.extent().isEmpty()) {
        report_.notes.append(
            Texts::tr("The mask \"%1\" holds no voxels and was not written.").arg(mask.name));
        continue;
      }
      const QString path =
          folder_.newSegFile(patient(), study(), QStringLiteral("mask-%1").arg(number), taken);
      taken.append(path);
      if (!isFree(path)) continue;
      const Result<SegWritten> written = writeSeg(mask, path, control_, request_.how);
      note(path, written ? Result<void>() : Result<void>(written.error()));
    }
  }

  void writeBoxes() {
    std::map<QString, std::vector<Box>> byImage;
    for (Box box : request_.boxes) {
      box.fileObject = -1;
      byImage[box.sopInstanceUid].push_back(std::move(box));
    }
    for (const SeriesEntry& series : request_.study.series)
      for (const SliceSource& slice : series.source.slices) {
        const auto boxes = byImage.find(slice.sopInstanceUid);
        if (boxes == byImage.end() || slice.sopInstanceUid.isEmpty()) continue;
        const QString uid = request_.how.uid(slice.sopInstanceUid);
        const QString path = folder_.vocFile(patient(), uid);
        const QString name = uid + QStringLiteral(".dcm");
        const VocImage image{patient(), name, name, series.columns, series.rows};
        if (isFree(path)) note(path, writeVoc(path, boxes->second, image));
        byImage.erase(boxes);
      }
    if (!byImage.empty())
      report_.notes.append(Texts::tr("Boxes on %n image(s) that are not part of the study were not written.",
                                     nullptr, static_cast<int>(byImage.size())));
  }

  void writeLinks() {
    if (request_.boxLinks.empty()) return;
    std::vector<BoxLink> links = request_.boxLinks;
    for (BoxLink& link : links)
      for (BoxLink::End* end : {&link.first, &link.second})
        end->sopInstanceUid = request_.how.uid(end->sopInstanceUid);
    const QString path = folder_.boxLinkFile(patient(), study());
    if (isFree(path)) note(path, writeBoxLinks(path, patient(), study(), links, {}, {}));
  }

  void writeMeasurementFile() {
    if (request_.measurements.empty()) return;
    std::vector<Measurement> measurements = request_.measurements;
    for (Measurement& measurement : measurements) {
      measurement.name.clear();
      measurement.fileEntry = -1;
      measurement.frameOfReferenceUid = request_.how.uid(measurement.frameOfReferenceUid);
    }
    const QString path = folder_.measurementFile(patient(), study());
    if (isFree(path)) note(path, writeMeasurements(path, patient(), study(), measurements, {}));
  }

  const DeidentifiedExport& request_;
  JobControl& control_;
  AnnotationFolder folder_;
  SaveReport report_;
};

}  // namespace

Result<SaveReport> exportDeidentified(const DeidentifiedExport& request, JobControl& control) {
  return Exporter(request, control).run();
}

}  // namespace uptake

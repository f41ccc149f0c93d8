#pragma once

#include "io/collections/case_names_p.h"
#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace uptake::collections {

/// Image files by the folder that they lie in, absolute paths.
using FilesByFolder = std::map<QString, QStringList>;

/// The cases that are found among image files, by their names alone.
///
/// To add a form: a function like those in folder_forms.cpp, which takes the files that it recognises out of
/// `files` and adds their cases, and its line in recogniseCases(). Each image says what its numbers are and
/// whence that is known (ImageFile::unit), or that nothing says so.
class CaseFinder {
 public:
  explicit CaseFinder(const StudyIndex& index);

  /// All of them, with a sentence for each form.
  void recogniseCases();

  std::vector<PatientEntry> patients;
  QStringList forms;
  std::vector<FileProblem> problems;

 private:
  struct NewCase {
    QString folder;       ///< PatientEntry::folder
    QString description;  ///< StudyEntry::description
    QString form;
    QString maskName;
    std::vector<SeriesEntry> series;
    std::vector<CaseMaskFile> masks;
    std::optional<int> fold;  ///< StudyEntry::fold
    QString noduleFile;       ///< StudyEntry::noduleFile
  };

  /// An image of a case, by its file name.
  struct NamedImage {
    QString id;  ///< of the case
    NamedRole role;
  };
  /// Nothing for a file that the form does not know.
  using Recognise = std::function<std::optional<NamedImage>(const QString& name)>;
  /// A folder with the images of many cases.
  struct ImageFolder {
    QString folder;
    QString base;  ///< of the dataset
    QString form;
    QString maskFolder;  ///< where masks are, or would be, under the id of their case
  };
  /// Takes the images that are recognised out of a folder: the cases by their ids.
  std::map<QString, NewCase> takeImages(const ImageFolder& from, const Recognise& recognise);

  void findNnUnet(const QString& folder);
  void findHecktor(const QString& folder);
  void findOneChannel(const QString& folder);
  bool hasNamedImage(const QString& folder) const;
  NewCase namedCase(const QString& folder, bool isDeepPsma) const;
  void findNamedFiles(const QString& folder);
  void findLuna(const QString& folder);
  void findLoose();

  /// The file of this name in a folder or the nearest one above it, up to the opened one; or empty.
  QString fileAbove(const QString& folder, const QString& name) const;
  /// The path in the opened folder, or in `base` where that lies outside of it.
  QString nameOf(const QString& path, const QString& base) const;
  QString freeKey(const QString& name);
  void add(NewCase found);
  void addImage(NewCase& found, const QString& path, const QString& base, const NamedRole& role) const;
  /// Label images of the cases of a dataset, and folders of predictions.
  void addMasksOf(std::map<QString, NewCase>& cases, const QString& base, const QString& labelFolder,
                  const std::map<int, QString>& labels);
  /// Adds the cases of a dataset in `base`.
  void finish(std::map<QString, NewCase>& cases, const QString& form, const QString& base);
  bool has(const QString& folder) const { return files_.contains(folder); }

  FilesByFolder files_;
  QStringList roots_;
  bool hasDicom_ = false;
  std::set<QString> keys_;
  /// A collection, of which a sentence tells.
  struct Recognised {
    QString form;
    QString base;
    int cases = 0;
    QStringList kinds;
  };
  std::vector<Recognised> recognised_;
};

}  // namespace uptake::collections

#include "io/collections/case_names_p.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace uptake::collections {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Collections)
};

struct Word {
  const char* text;
  FileRole role;
};

/// Words of file names, in lower case.
constexpr Word kWords[] = {
    {"ct", FileRole::Ct},
    {"ctres", FileRole::Ct},
    {"ldct", FileRole::Ct},
    {"pet", FileRole::Pet},
    {"pt", FileRole::Pet},
    {"suv", FileRole::Pet},
    {"suvbw", FileRole::Pet},
    {"mr", FileRole::Mr},
    {"mri", FileRole::Mr},
    {"t1", FileRole::Mr},
    {"t1w", FileRole::Mr},
    {"t2", FileRole::Mr},
    {"t2w", FileRole::Mr},
    {"flair", FileRole::Mr},
    {"seg", FileRole::Mask},
    {"mask", FileRole::Mask},
    {"masks", FileRole::Mask},
    {"label", FileRole::Mask},
    {"labels", FileRole::Mask},
    {"gtv", FileRole::Mask},
    {"gtvt", FileRole::Mask},
    {"gtvp", FileRole::Mask},
    {"gtvn", FileRole::Mask},
    {"lesion", FileRole::Mask},
    {"lesions", FileRole::Mask},
    {"ttb", FileRole::Mask},
    {"gt", FileRole::Mask},
    {"truth", FileRole::Mask},
    {"pred", FileRole::Prediction},
    {"prediction", FileRole::Prediction},
    {"predicted", FileRole::Prediction},
};

QStringList wordsOf(const QString& stem) {
  static const QRegularExpression kBetween(QStringLiteral("[^A-Za-z0-9]+"));
  return stem.toLower().split(kBetween, Qt::SkipEmptyParts);
}

const Word* wordOf(const QString& text) {
  const auto found =
      std::ranges::find_if(kWords, [&](const Word& word) { return text == QLatin1String(word.text); });
  return found == std::end(kWords) ? nullptr : &*found;
}

bool saysSuv(const QString& word) {
  return word == QLatin1String("suv") || word == QLatin1String("suvbw");
}

void setHounsfield(NamedRole& role, const QString& from) {
  role.unit = ImageUnit::Hounsfield;
  role.unitFrom = from;
}

}  // namespace

QString stemOf(const QString& fileName) {
  return fileName.chopped(imageFileSuffix(fileName).size());
}

NamedRole roleOfWords(const QString& stem) {
  NamedRole role;
  role.isUncertain = true;
  for (const QString& text : wordsOf(stem)) {
    const Word* word = wordOf(text);
    if (!word) continue;
    // "x_ct_gtvt" is a mask, "pred_seg" a prediction.
    if (role.isUncertain || word->role > role.role) role.role = word->role;
    role.isUncertain = false;
    role.isDerived = role.isDerived || text == QLatin1String("ctres");
    if (saysSuv(text)) {
      role.unit = ImageUnit::SuvBodyWeight;
      role.unitFrom = Texts::tr("the name of the file says SUV, which is read as SUV by body weight");
    }
  }
  if (role.role == FileRole::Ct) setHounsfield(role, Texts::tr("the name of the file says CT"));
  if (role.role != FileRole::Pet && role.role != FileRole::Ct) {
    role.unit = ImageUnit::Unknown;
    role.unitFrom.clear();
  }
  return role;
}

QString caseOfWords(const QString& stem) {
  // The words with what stands between them, but for those that say a role.
  static const QRegularExpression kWord(QStringLiteral("[A-Za-z0-9]+"));
  QString name;
  qsizetype from = 0;
  auto words = kWord.globalMatch(stem);
  while (words.hasNext()) {
    const auto word = words.next();
    if (!wordOf(word.captured().toLower())) {
      name += stem.mid(from, word.capturedStart() - from) + word.captured();
    }
    from = word.capturedEnd();
  }
  static const QRegularExpression kEnds(QStringLiteral("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$"));
  return name.remove(kEnds);
}

std::optional<NamedRole> roleOfCollectionName(const QString& stem) {
  const QString name = stem.toLower();
  NamedRole role;
  if (name == QLatin1String("ct") || name == QLatin1String("ctres")) {
    role.role = FileRole::Ct;
    role.isDerived = name == QLatin1String("ctres");
    setHounsfield(role, Texts::tr("the collection names its CT so"));
  } else if (name == QLatin1String("suv")) {
    role.role = FileRole::Pet;
    role.unit = ImageUnit::SuvBodyWeight;
    role.unitFrom = Texts::tr("SUV of FDG-PET-CT-Lesions is SUV by body weight");
  } else if (name == QLatin1String("pet")) {
    role.role = FileRole::Pet;
    role.unit = ImageUnit::BecquerelPerMillilitre;
    role.unitFrom = Texts::tr("PET of FDG-PET-CT-Lesions is in Bq/ml");
  } else if (name == QLatin1String("seg") || name == QLatin1String("ttb")) {
    role.role = FileRole::Mask;
  } else {
    return std::nullopt;
  }
  return role;
}

NamedRole roleOfChannel(const QString& channel) {
  NamedRole role = roleOfWords(channel);
  const QString from = Texts::tr("dataset.json calls the channel \"%1\"").arg(channel);
  if (role.unit != ImageUnit::Unknown) role.unitFrom = from;
  if (role.role == FileRole::Mask || role.role == FileRole::Prediction) role.role = FileRole::Other;
  return role;
}

NamedRole roleOfNnUnet(const QString& id, int channel, const std::map<int, QString>& channels) {
  // autoPET III to V publish so: 0000 is the CT on the PET's voxels, 0001 the SUV.
  static const QRegularExpression kAutoPet(QStringLiteral("^(fdg|psma)_[0-9a-fA-F]{6,}"));
  NamedRole role;
  role.isUncertain = true;
  if (const auto named = channels.find(channel); named != channels.end()) role = roleOfChannel(named->second);
  if (!kAutoPet.match(id).hasMatch() || channel > 1 || role.unit != ImageUnit::Unknown) return role;
  role = NamedRole();
  role.role = channel == 0 ? FileRole::Ct : FileRole::Pet;
  role.unit = channel == 0 ? ImageUnit::Hounsfield : ImageUnit::SuvBodyWeight;
  role.unitFrom = Texts::tr("cases named fdg_ and psma_ are autoPET's, whose channel 0001 is SUV");
  return role;
}

QString modalityOf(FileRole role) {
  switch (role) {
    case FileRole::Ct:
      return QStringLiteral("CT");
    case FileRole::Pet:
      return QStringLiteral("PT");
    case FileRole::Mr:
      return QStringLiteral("MR");
    case FileRole::Other:
    case FileRole::Mask:
    case FileRole::Prediction:
      break;
  }
  return QStringLiteral("OT");
}

}  // namespace uptake::collections

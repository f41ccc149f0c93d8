#include "app/session/annotations/kinds/box_ties.h"

#include "annotation/commands/boxes_edit.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/journal/journal_stream.h"
#include "app/session/annotations/keeper.h"
#include "io/store/box_link_file.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxTiesKind)
};

constexpr quint16 kBoxTieRecord = 5;  ///< all

QString boxTieFile(const AnnotationFolder& folder, const OpenedStudy& opened) {
  return folder.boxLinkFile(opened.patient.id, opened.study().uid);
}

struct BoxTieContent : JournalContent {
  std::optional<std::vector<BoxLink>> links;

  void read(quint16, QDataStream& in, JournalDepth) override {
    std::vector<BoxLink> read;
    journal::getList(in, read);
    if (in.status() == QDataStream::Ok) links = std::move(read);
  }
  QStringList lines() const override { return {}; }
};

}  // namespace

BoxTiesKind::BoxTiesKind(Keeper& keeper) : StudyFileKind(keeper) {
  connect(&document(), &CaseDocument::boxTiesChanged, this, [this] { touch(); });
  // Links name boxes by their places and classes.
  connect(&document(), &CaseDocument::boxesChanged, this, [this] {
    if (!document().boxTies().empty()) touch();
  });
}

StudyFileKind::Place BoxTiesKind::place() const {
  return boxTieFile;
}

AnnotationKind::Reader BoxTiesKind::reader() const {
  return readerOf<BoxLinkFile>(boxTieFile, readBoxLinks);
}

void BoxTiesKind::adopt(StoredPart& part) {
  auto& stored = static_cast<StoredStudyFile<BoxLinkFile>&>(part);
  if (!stored.file) return;
  ResolvedLinks links = resolveLinks(stored.file->links, document().boxes());
  for (const auto& [pair, tie] : links.ties) document().setBoxTie(pair, tie);
  unresolved_ = std::move(links.unresolved);
  if (!unresolved_.empty())
    stored.problems.push_back(
        {stored.path,
         Texts::tr("%n link(s) between boxes name boxes that are not there; they stay in the file.", nullptr,
                   static_cast<int>(unresolved_.size()))});
  setOriginal(std::move(stored.file->original));
}

StudyFileKind::FileWriter BoxTiesKind::writer() const {
  return [links = linksOf(document().boxes(), document().boxTies()), unresolved = unresolved_,
          before = original()](const QString& path, const OpenedStudy& opened) {
    return writeBoxLinks(path, opened.patient.id, opened.study().uid, links, unresolved, before);
  };
}

void BoxTiesKind::clear() {
  StudyFileKind::clear();
  unresolved_.clear();
}

JournalFormat BoxTiesKind::format() const {
  return {QStringLiteral("box ties"), {kBoxTieRecord}, [] { return std::make_unique<BoxTieContent>(); }};
}

void BoxTiesKind::writeRecord(QDataStream& out) const {
  journal::putList(out, linksOf(document().boxes(), document().boxTies()));
}

void BoxTiesKind::restore(JournalContent& content, JournalRestore& step) {
  const auto& links = static_cast<BoxTieContent&>(content).links;
  if (!links) return;
  const BoxTies now = document().boxTies();
  const BoxTies wanted = resolveLinks(*links, document().boxes()).ties;
  BoxBatch batch(step.context());
  for (const auto& [pair, tie] : now)
    if (!wanted.contains(pair)) batch.tie(pair, std::nullopt);
  for (const auto& [pair, tie] : wanted)
    if (const auto found = now.find(pair); found == now.end() || found->second != tie) batch.tie(pair, tie);
  if (batch.isEmpty()) return;
  step.begin();
  batch.push(step.text());
}

}  // namespace uptake

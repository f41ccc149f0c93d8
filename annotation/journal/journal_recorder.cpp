#include "annotation/journal/journal_recorder.h"

#include "annotation/journal/journal_file.h"
#include "annotation/journal/journal_format_p.h"
#include "annotation/journal/journal_stream.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace uptake {

using namespace journal;

namespace {

template <class Write>
QByteArray bytesOf(const Write& write) {
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  out.setVersion(kStreamVersion);
  write(out);
  return bytes;
}

}  // namespace

void JournalRecords::add(quint16 number, const Write& write) {
  out_ << number << kPartVersion << bytesOf(write);
}

void JournalRecords::add(const QString& id, const Write& write) {
  add(kNamedPart, [&](QDataStream& out) { out << id << bytesOf(write); });
}

JournalRecorder::JournalRecorder(QUndoStack& stack, QObject* parent) : QObject(parent), stack_(stack) {
  connect(&stack_, &QUndoStack::indexChanged, this, &JournalRecorder::gestureEnded);
}

JournalRecorder::~JournalRecorder() = default;

JournalFormats JournalRecorder::formats() const {
  JournalFormats formats;
  for (const JournalPart* part : parts_) formats.push_back(part->format());
  return formats;
}

QString JournalRecorder::file() const {
  return file_ ? file_->path() : QString();
}

void JournalRecorder::sync() {
  if (file_) file_->sync();
}

void JournalRecorder::rebase(const JournalCase& about) {
  // The journal so far goes when what is still unsaved is in the new one.
  std::unique_ptr<JournalFile> before = std::move(file_);
  startAfresh();
  about_ = about;
  isOpen_ = true;
  index_ = stack_.index();
  bool isAny = false;
  for (JournalPart* part : parts_) isAny = part->carryOver() || isAny;
  if (isAny) write(JournalStep::Kind::CarriedOver, {});
  if (!isAny || file_) JournalFile::remove(std::move(before));
}

void JournalRecorder::end(End end) {
  if (end == End::Keep) file_.reset();
  startAfresh();
  isOpen_ = false;
}

/// Forgets the journal and what is in it.
void JournalRecorder::startAfresh() {
  JournalFile::remove(std::move(file_));
  file_.reset();
  for (JournalPart* part : parts_) part->startAfresh();
}

void JournalRecorder::gestureEnded(int index) {
  const int before = std::exchange(index_, index);
  if (folder_.isEmpty() || !isOpen_) return;
  if (stack_.isClean()) return startAfresh();  // what lies on disk needs no journal
  if (std::ranges::none_of(parts_, &JournalPart::isTouched)) return;
  if (index < before)
    write(JournalStep::Kind::Undone, stack_.text(index));
  else
    write(JournalStep::Kind::Done, stack_.text(index - 1));
}

void JournalRecorder::write(JournalStep::Kind kind, const QString& text) {
  if (folder_.isEmpty()) return;
  if (const Result<void> written = append(kind, text); !written) {
    // What is touched stays so, and goes into the record of the next gesture.
    if (!std::exchange(hasFailed_, true)) Q_EMIT failed(written.error().text());
    return;
  }
  for (JournalPart* part : parts_) part->recorded();
  if (std::exchange(hasFailed_, false)) Q_EMIT recovered();
}

Result<void> JournalRecorder::append(JournalStep::Kind kind, const QString& text) {
  if (!file_)
    if (Result<void> header = writeHeader(); !header) return header;
  const QByteArray payload = bytesOf([&](QDataStream& out) {
    out << static_cast<qint32>(kind) << QDateTime::currentMSecsSinceEpoch() << text;
    JournalRecords records(out);
    for (JournalPart* part : parts_)
      if (part->isTouched()) part->write(records);
  });
  return file_->append(recordBytes(RecordType::Step, kStepVersion, payload));
}

Result<void> JournalRecorder::writeHeader() {
  auto created = JournalFile::create(folder_);
  if (!created) return created.error();
  const QByteArray payload = bytesOf([&](QDataStream& out) {
    out << static_cast<qint32>(kFormatVersion) << QCoreApplication::applicationVersion()
        << QDateTime::currentMSecsSinceEpoch();
    put(out, about_);
    for (const JournalPart* part : parts_) part->writeBase(out);
  });
  std::unique_ptr<JournalFile> file = created.take();
  if (Result<void> header = file->append(recordBytes(RecordType::Header, kHeaderVersion, payload)); !header) {
    JournalFile::remove(std::move(file));
    return header;
  }
  file_ = std::move(file);
  return {};
}

}  // namespace uptake

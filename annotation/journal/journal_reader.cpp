#include "annotation/journal/journal_reader.h"

#include "annotation/journal/journal_format_p.h"
#include "annotation/journal/journal_stream.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace uptake {

using namespace journal;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::JournalReader)
};

QDataStream& versioned(QDataStream& in) {
  in.setVersion(kStreamVersion);
  return in;
}

QDateTime timeOf(qint64 milliseconds) {
  return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC);
}

void warnOfUnknown(JournalState& state) {
  const QString warning = Texts::tr(
      "A later version of the program recorded something that this one does not know; it is left out.");
  if (!state.warnings.contains(warning)) state.warnings.append(warning);
}

Result<void> readHeader(const Record& record, const QString& path, JournalState& state) {
  const auto failed = [&](ErrorKind kind, const QString& message) { return Error{kind, message, path}; };
  if (record.type != static_cast<quint16>(RecordType::Header))
    return failed(ErrorKind::FileUnreadable, Texts::tr("The file is no journal of Uptake."));
  QDataStream in(record.payload);
  versioned(in);
  qint32 format = 0;
  qint64 started = 0;
  in >> format >> state.programVersion >> started;
  if (format != kFormatVersion || record.version != kHeaderVersion)
    return failed(ErrorKind::NotSupported,
                  Texts::tr("The journal was written by version %1 of the program, in another format.")
                      .arg(state.programVersion));
  state.started = timeOf(started);
  get(in, state.about);
  for (const JournalState::Part& part : state.parts) part.content->readBase(in);
  if (in.status() != QDataStream::Ok)
    return failed(ErrorKind::FileUnreadable, Texts::tr("The header of the journal is damaged."));
  return {};
}

class Steps {
 public:
  Steps(JournalState& state, const JournalFormats& formats, JournalDepth depth)
      : state_(state), formats_(formats), depth_(depth) {}

  /// Whether the record could be taken as a whole.
  bool take(const Record& record) {
    QDataStream in(record.payload);
    versioned(in);
    qint32 kind = 0;
    qint64 time = 0;
    JournalStep step;
    in >> kind >> time >> step.text;
    if (kind < 0 || kind > static_cast<qint32>(JournalStep::Kind::CarriedOver)) return false;
    step.kind = static_cast<JournalStep::Kind>(kind);
    step.time = timeOf(time);
    while (!in.atEnd() && in.status() == QDataStream::Ok) {
      quint16 type = 0;
      quint16 version = 0;
      QByteArray payload;
      in >> type >> version >> payload;
      if (in.status() != QDataStream::Ok) break;
      if (version != kPartVersion)
        warnOfUnknown(state_);
      else if (!takePart(type, payload))
        return false;
    }
    if (in.status() != QDataStream::Ok) return false;
    state_.steps.push_back(std::move(step));
    return true;
  }

 private:
  bool takePart(quint16 type, const QByteArray& payload) {
    QDataStream in(payload);
    versioned(in);
    if (type != kNamedPart) {
      const auto format = std::ranges::find_if(formats_, [type](const JournalFormat& each) {
        return std::ranges::find(each.numbers, type) != each.numbers.end();
      });
      return takeInto(format, type, in);
    }
    QString id;
    QByteArray bytes;
    in >> id >> bytes;
    if (in.status() != QDataStream::Ok) return false;
    QDataStream part(bytes);
    versioned(part);
    return takeInto(std::ranges::find(formats_, id, &JournalFormat::id), 0, part);
  }

  bool takeInto(JournalFormats::const_iterator format, quint16 number, QDataStream& in) {
    if (format == formats_.end()) {
      warnOfUnknown(state_);
      return true;
    }
    const auto position = static_cast<std::size_t>(format - formats_.begin());
    state_.parts[position].content->read(number, in, depth_);
    return in.status() == QDataStream::Ok;
  }

  JournalState& state_;
  const JournalFormats& formats_;
  JournalDepth depth_;
};

}  // namespace

Result<JournalState> readJournal(const QString& path, const JournalFormats& formats, JournalDepth depth) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  JournalState state;
  for (const JournalFormat& format : formats) state.parts.push_back({format.id, format.make()});
  const std::optional<Record> header = readRecord(file);
  if (!header)
    return Error{ErrorKind::FileUnreadable, Texts::tr("The journal is damaged at its beginning."), path};
  if (const Result<void> read = readHeader(*header, path, state); !read) return read.error();
  Steps steps(state, formats, depth);
  state.validBytes = file.pos();
  while (!file.atEnd()) {
    const std::optional<Record> record = readRecord(file);
    if (!record) break;
    if (record->type != static_cast<quint16>(RecordType::Step) || record->version != kStepVersion)
      warnOfUnknown(state);
    else if (!steps.take(*record))
      break;
    state.validBytes = file.pos();
  }
  state.isWhole = state.validBytes == file.size();
  return state;
}

}  // namespace uptake

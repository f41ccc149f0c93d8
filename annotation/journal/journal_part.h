#pragma once

#include <QDataStream>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace uptake {

class JournalRestore;

/// How much of a journal is read.
enum class JournalDepth {
  Summary,  ///< all but what is large, such as the labels of masks: what a list shows
  Whole,
};

/// What a journal says of one kind of annotation. Filled and destroyed on any thread, by one at a time.
class JournalContent {
 public:
  virtual ~JournalContent() = default;

  /// What JournalPart::writeBase() wrote.
  virtual void readBase(QDataStream&) {}
  /// Takes the next record, whose values replace those of earlier records. `number` tells which of the kind's
  /// records it is (JournalFormat::numbers); 0 for a record by the kind's id. Sets the stream's status when a
  /// value is incomplete or impossible; then the journal ends before this step.
  virtual void read(quint16 number, QDataStream& in, JournalDepth depth) = 0;
  /// What would come back, in words, a line each.
  virtual QStringList lines() const = 0;
};

/// How the records of a kind are read.
struct JournalFormat {
  QString id;  ///< names the kind in every journal
  /// Numbers of its records, for kinds that are older than records by id. A new kind has none.
  std::vector<quint16> numbers;
  std::function<std::unique_ptr<JournalContent>()> make;  ///< may be called on any thread
};
using JournalFormats = std::vector<JournalFormat>;

/// The records of one step, as they are being written.
class JournalRecords {
 public:
  using Write = std::function<void(QDataStream& out)>;

  explicit JournalRecords(QDataStream& out) : out_(out) {}
  void add(const QString& id, const Write& write);
  void add(quint16 number, const Write& write);

 private:
  QDataStream& out_;
};

/// One kind of annotation for the journal: notes what is touched, writes what it has become, and brings that
/// back. Lives on the UI thread.
class JournalPart {
 public:
  virtual ~JournalPart() = default;

  virtual JournalFormat format() const = 0;

  /// Whether something changed since the last record.
  virtual bool isTouched() const = 0;
  /// Adds the state of what changed, never what was done, so that restoring needs only the records.
  virtual void write(JournalRecords& records) = 0;
  /// What write() added is in the journal.
  virtual void recorded() = 0;
  /// The journal is empty now; nothing counts as touched.
  virtual void startAfresh() = 0;
  /// What differs from the files on the disk counts as touched. False when nothing differs.
  virtual bool carryOver() = 0;
  /// What the header of a journal says of the kind. For masks alone, whose place there is older than records
  /// by id: what a new kind needs goes into its records.
  virtual void writeBase(QDataStream&) const {}

  /// Brings what a journal says (made by format()) into the document, by edits that are pushed into the step.
  virtual void restore(JournalContent& content, JournalRestore& step) = 0;
};

}  // namespace uptake

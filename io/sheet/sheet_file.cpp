#include "core/csv.h"
#include "io/sheet/sheet_file_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QSet>
#include <QXmlStreamReader>

#include <functional>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Sheet)
};

using sheet::readZipMember;

/// A part of a workbook, event by event.
class PartReader {
 public:
  PartReader(const QByteArray& bytes, QString name) : xml_(bytes), name_(std::move(name)) {}

  /// Calls `visit(element)` for every element, in order; it may read on until the element's end.
  Result<void> forEachElement(const std::function<void(const QString&)>& visit) {
    while (!xml_.atEnd()) {
      const auto token = xml_.readNext();
      if (token == QXmlStreamReader::DTD)
        return Error{ErrorKind::NotSupported,
                     Texts::tr("its part %1 has a document type, which no workbook has").arg(name_),
                     {}};
      if (token == QXmlStreamReader::StartElement) visit(xml_.name().toString());
      if (!wrong_.isEmpty()) return Error{ErrorKind::Inconsistent, wrong_, {}};
      if (isTooLarge_)
        return Error{
            ErrorKind::NotSupported,
            Texts::tr("its first sheet is too large: more than %1 fields, or than %2 million letters")
                .arg(in_process::kMostSheetFields)
                .arg(in_process::kLargestSheetPart >> 20),
            {}};
    }
    if (xml_.hasError())
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("its part %1 is damaged: line %2: %3")
                       .arg(name_)
                       .arg(xml_.lineNumber())
                       .arg(xml_.errorString()),
                   {}};
    return {};
  }
  QString attribute(const char* name) const {
    for (const QXmlStreamAttribute& each : xml_.attributes())
      if (each.name() == QLatin1String(name)) return each.value().toString();
    return {};
  }
  /// The texts within the current element, `t` elements alone when `strings`; phonetic ones are left out.
  QString text(bool strings) {
    QString text;
    int depth = 1;
    int phonetic = 0;
    bool isText = !strings;
    while (depth > 0 && !xml_.atEnd()) {
      switch (xml_.readNext()) {
        case QXmlStreamReader::StartElement:
          ++depth;
          if (phonetic > 0 || xml_.name() == QLatin1String("rPh"))
            ++phonetic;
          else if (strings)
            isText = xml_.name() == QLatin1String("t");
          break;
        case QXmlStreamReader::EndElement:
          --depth;
          if (phonetic > 0) --phonetic;
          if (strings) isText = false;
          break;
        case QXmlStreamReader::Characters:
          if (isText && phonetic == 0) text += xml_.text();
          break;
        default:
          break;
      }
    }
    return text;
  }
  QXmlStreamReader& xml() { return xml_; }
  void setWrong(const QString& what) {
    if (wrong_.isEmpty()) wrong_ = Texts::tr("its part %1: %2").arg(name_, what);
  }
  void setTooLarge() { isTooLarge_ = true; }

 private:
  QXmlStreamReader xml_;
  QString name_;
  QString wrong_;
  bool isTooLarge_ = false;
};

/// The column of "AB12", from 0; -1 when it is none.
int columnOfReference(const QString& reference) {
  int column = 0;
  for (const QChar c : reference) {
    if (!(c >= QLatin1Char('A') && c <= QLatin1Char('Z'))) break;
    column = 26 * column + (c.unicode() - 'A') + 1;
    if (column > 16384) return -1;
  }
  return column - 1;
}

class Workbook {
 public:
  explicit Workbook(QString file) : file_(std::move(file)) {}

  Result<std::vector<QStringList>> firstSheet() {
    const Result<QString> part = findSheet();
    if (!part) return part.error();
    if (const auto read = readStrings(); !read) return read.error();
    if (const auto read = readStyles(); !read) return read.error();
    return readRows(*part);
  }

 private:
  Result<std::optional<QByteArray>> member(const QString& name) const {
    return readZipMember(file_, name, in_process::kLargestSheetPart);
  }
  Result<QByteArray> neededMember(const QString& name) const {
    Result<std::optional<QByteArray>> found = member(name);
    if (!found) return found.error();
    if (!*found)
      return Error{ErrorKind::Inconsistent, Texts::tr("it has no part %1: is it a workbook?").arg(name), {}};
    return std::move(**found);
  }

  /// The part that is the first sheet; also reads from when days are counted, and where strings and styles
  /// are.
  Result<QString> findSheet() {
    const Result<QHash<QString, QString>> top = relationships(QStringLiteral("_rels/.rels"), {}, "type");
    if (!top) return top.error();
    QString workbook = QStringLiteral("xl/workbook.xml");
    for (auto each = top->begin(); each != top->end(); ++each)
      if (each.key().endsWith(QLatin1String("/officeDocument"))) workbook = each.value();
    const Result<QByteArray> bytes = neededMember(workbook);
    if (!bytes) return bytes.error();
    PartReader reader(*bytes, workbook);
    QString id;
    const auto read = reader.forEachElement([&](const QString& element) {
      if (element == QLatin1String("sheet") && id.isEmpty()) id = reader.attribute("id");
      if (element == QLatin1String("workbookPr")) {
        const QString from = reader.attribute("date1904");
        isFrom1904_ = from == QLatin1String("1") || from == QLatin1String("true");
      }
    });
    if (!read) return read.error();
    const QString folder = workbook.left(workbook.lastIndexOf(QLatin1Char('/')) + 1);
    const QString links =
        folder + QStringLiteral("_rels/") + workbook.mid(folder.size()) + QStringLiteral(".rels");
    const Result<QHash<QString, QString>> byType = relationships(links, folder, "type");
    if (!byType) return byType.error();
    for (auto each = byType->begin(); each != byType->end(); ++each) {
      if (each.key().endsWith(QLatin1String("/sharedStrings"))) stringsPart_ = each.value();
      if (each.key().endsWith(QLatin1String("/styles"))) stylesPart_ = each.value();
    }
    const Result<QHash<QString, QString>> byId = relationships(links, folder, "id");
    if (!byId) return byId.error();
    const QString part = byId->value(id);
    if (id.isEmpty() || part.isEmpty())
      return Error{ErrorKind::Inconsistent, Texts::tr("it does not say where its first sheet is"), {}};
    return part;
  }

  /// Parts by the id or the type of what refers to them; none when the part is missing.
  Result<QHash<QString, QString>> relationships(const QString& part, const QString& folder,
                                                const char* key) const {
    QHash<QString, QString> parts;
    const Result<std::optional<QByteArray>> bytes = member(part);
    if (!bytes) return bytes.error();
    if (!*bytes) return parts;
    PartReader reader(**bytes, part);
    const auto read = reader.forEachElement([&](const QString& element) {
      if (element != QLatin1String("Relationship")) return;
      const QString name = reader.attribute(qstrcmp(key, "id") == 0 ? "Id" : "Type");
      const QString target = reader.attribute("Target");
      const QString path = target.startsWith(QLatin1Char('/')) ? target.mid(1) : folder + target;
      if (!name.isEmpty() && !parts.contains(name)) parts.insert(name, QDir::cleanPath(path));
    });
    if (!read) return read.error();
    return parts;
  }

  Result<void> readStrings() {
    if (stringsPart_.isEmpty()) return {};
    const Result<QByteArray> bytes = neededMember(stringsPart_);
    if (!bytes) return bytes.error();
    PartReader reader(*bytes, stringsPart_);
    return reader.forEachElement([&](const QString& element) {
      if (element != QLatin1String("si")) return;
      strings_.append(reader.text(true));
      if (strings_.size() > in_process::kMostSheetFields) reader.setTooLarge();
    });
  }

  /// Which styles of cells show dates.
  Result<void> readStyles() {
    if (stylesPart_.isEmpty()) return {};
    const Result<QByteArray> bytes = neededMember(stylesPart_);
    if (!bytes) return bytes.error();
    PartReader reader(*bytes, stylesPart_);
    QSet<int> dateFormats;
    QSet<int> otherFormats;
    bool isInCells = false;
    return reader.forEachElement([&](const QString& element) {
      if (element == QLatin1String("numFmt")) {
        const int id = reader.attribute("numFmtId").toInt();
        (sheet::isDateFormat(reader.attribute("formatCode")) ? dateFormats : otherFormats).insert(id);
      } else if (element == QLatin1String("cellXfs")) {
        isInCells = true;
      } else if (element == QLatin1String("cellStyles") || element == QLatin1String("dxfs")) {
        isInCells = false;
      } else if (element == QLatin1String("xf") && isInCells) {
        const int id = reader.attribute("numFmtId").toInt();
        isDateStyle_.append(dateFormats.contains(id) ||
                            (!otherFormats.contains(id) && sheet::isBuiltInDateFormat(id)));
      }
    });
  }

  QString cellText(PartReader& reader, const QString& type, bool isDate) {
    QString value;
    bool hasInline = false;
    int depth = 1;
    QXmlStreamReader& xml = reader.xml();
    while (depth > 0 && !xml.atEnd()) {
      const auto token = xml.readNext();
      if (token == QXmlStreamReader::EndElement) --depth;
      if (token != QXmlStreamReader::StartElement) continue;
      if (xml.name() == QLatin1String("v") && !hasInline) {
        value = reader.text(false);
      } else if (xml.name() == QLatin1String("is")) {
        value = reader.text(true);
        hasInline = true;
      } else {
        reader.text(false);  // the formula, and whatever else there is
      }
    }
    if (hasInline || value.isEmpty() || type == QLatin1String("str") || type == QLatin1String("e") ||
        type == QLatin1String("d") || type == QLatin1String("inlineStr"))
      return value;
    if (type == QLatin1String("b"))
      return value == QLatin1String("1") ? QStringLiteral("TRUE") : QStringLiteral("FALSE");
    bool ok = false;
    if (type == QLatin1String("s")) {
      const qsizetype index = value.toInt(&ok);
      if (ok && index >= 0 && index < strings_.size()) return strings_[index];
      reader.setWrong(Texts::tr("a cell names the text number %1, which is none").arg(shortened(value)));
      return {};
    }
    const double number = value.trimmed().toDouble(&ok);
    if (!ok) {
      reader.setWrong(Texts::tr("a cell should hold a number and holds \"%1\"").arg(shortened(value)));
      return {};
    }
    if (const QString date = isDate ? sheet::dateOfSerial(number, isFrom1904_) : QString(); !date.isEmpty())
      return date;
    return QString::fromLatin1(csvNumber(number));
  }

  static QString shortened(const QString& text) { return text.left(40); }

  Result<std::vector<QStringList>> readRows(const QString& part) {
    const Result<QByteArray> bytes = neededMember(part);
    if (!bytes) return bytes.error();
    PartReader reader(*bytes, part);
    std::vector<QStringList> rows;
    QStringList row;
    qsizetype fields = 0;
    qsizetype characters = 0;
    const auto endRow = [&] {
      while (!row.isEmpty() && row.last().isEmpty()) row.removeLast();
      if (!row.isEmpty()) rows.push_back(std::exchange(row, {}));
    };
    const auto read = reader.forEachElement([&](const QString& element) {
      if (element == QLatin1String("row")) endRow();
      if (element != QLatin1String("c")) return;
      const QString reference = reader.attribute("r");
      const int style = reader.attribute("s").toInt();
      const QString type = reader.attribute("t");
      const int column = reference.isEmpty() ? static_cast<int>(row.size()) : columnOfReference(reference);
      if (column < 0) return reader.setWrong(Texts::tr("\"%1\" is no cell").arg(shortened(reference)));
      const bool isDate = style >= 0 && style < isDateStyle_.size() && isDateStyle_[style];
      const QString text = cellText(reader, type, isDate).trimmed();
      if (text.isEmpty()) {
        // Where no reference says where the next one is, it keeps its place.
        if (reference.isEmpty()) {
          row.append(QString());
          ++fields;
        }
      } else {
        fields += std::max<qsizetype>(0, column + 1 - row.size());
        if (fields <= in_process::kMostSheetFields) {
          while (row.size() <= column) row.append(QString());
          row[column] = text;
        }
      }
      // Many cells can name one long text.
      characters += text.size();
      if (fields > in_process::kMostSheetFields || characters > in_process::kLargestSheetPart)
        reader.setTooLarge();
    });
    if (!read) return read.error();
    endRow();
    return rows;
  }

  QString file_;
  QString stringsPart_;
  QString stylesPart_;
  QStringList strings_;
  QList<bool> isDateStyle_;
  bool isFrom1904_ = false;
};

}  // namespace

bool isSheetFile(const QString& file) {
  return file.endsWith(QLatin1String(".xlsx"), Qt::CaseInsensitive);
}

Result<std::vector<QStringList>> in_process::readSheet(const QString& file) {
  if (QFileInfo(file).size() > kLargestSheetPart)
    return Error{ErrorKind::NotSupported, Texts::tr("it is larger than 64 MiB"), file};
  auto rows = Workbook(file).firstSheet();
  if (!rows) return Error{rows.error().kind, rows.error().message, file};
  return rows;
}

}  // namespace uptake

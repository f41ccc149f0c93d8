#include "core/foreign_text.h"
#include "io/voc/voc_parser_p.h"
#include "io/voc/xml_bounds_p.h"

#include <QCoreApplication>
#include <QXmlStreamReader>

#include <cmath>
#include <limits>
#include <optional>

namespace uptake::voc {

namespace {

constexpr int kMaximumDepth = 64;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Voc)
};

/// Reads the events of one file. Elements are told apart by their whole path, so that a <name> inside a
/// <part> is not the object's.
class Parser {
 public:
  Parser(const QByteArray& bytes, const QString& path) : reader_(bytes), path_(path) {
    reader_.setNamespaceProcessing(false);
    file_.path = path;
    file_.original = bytes;
  }

  Result<VocFile> run() {
    while (!reader_.atEnd() && !failure_) {
      switch (reader_.readNext()) {
        case QXmlStreamReader::StartElement:
          begin(reader_.name().toString());
          break;
        case QXmlStreamReader::EndElement:
          end();
          break;
        case QXmlStreamReader::Characters:
          if (!texts_.empty()) texts_.back() += reader_.text();
          break;
        case QXmlStreamReader::DTD:
          if (reader_.text().contains(QLatin1Char('[')))
            fail(ErrorKind::NotSupported,
                 Texts::tr("holds a document type with its own declarations, which are not "
                           "expanded; remove the DOCTYPE"));
          break;
        case QXmlStreamReader::EntityReference:
          fail(ErrorKind::NotSupported,
               Texts::tr("line %1 refers to the entity \"%2\", which is declared elsewhere")
                   .arg(reader_.lineNumber())
                   .arg(reader_.name().toString()));
          break;
        default:
          break;
      }
    }
    if (!failure_ && reader_.hasError())
      fail(ErrorKind::FileUnreadable, Texts::tr("is no valid XML: line %1, column %2: %3")
                                          .arg(reader_.lineNumber())
                                          .arg(reader_.columnNumber())
                                          .arg(reader_.errorString()));
    if (failure_) return *failure_;
    if (file_.width == 0 && file_.height == 0) warn(Texts::tr("states no image size"));
    if (!unknown_.isEmpty())
      warn(Texts::tr("holds elements that are kept but not shown: %1")
               .arg(unknown_.join(QStringLiteral(", "))));
    return std::move(file_);
  }

 private:
  /// An <object> while it is read.
  struct Object {
    Box box;
    std::optional<int> xmin, ymin, xmax, ymax;
    std::optional<double> score;
    bool inFirstBox = false;  ///< or behind it
    bool hasName = false, hasBox = false, hasPose = false, hasTruncated = false, hasDifficult = false;
    QString trouble;
  };

  void begin(const QString& name) {
    names_.append(name);
    texts_.emplace_back();
    if (names_.size() == 1 && name != QLatin1String("annotation"))
      return fail(
          ErrorKind::NotSupported,
          Texts::tr("is no PASCAL VOC file: its outermost element is <%1>, not <annotation>").arg(name));
    if (names_.size() > kMaximumDepth)
      return fail(ErrorKind::NotSupported, Texts::tr("nests elements more than %1 deep").arg(kMaximumDepth));
    if (names_.size() == 2 && name == QLatin1String("object")) {
      object_ = Object{};
      object_->box.fileObject = objects_++;
    }
    if (names_.size() == 3 && object_ && name == QLatin1String("bndbox")) {
      if (object_->hasBox) warnTwice(name);
      object_->inFirstBox = !object_->hasBox;
      object_->hasBox = true;
    }
    noteUnknown(name);
  }

  /// Everything that is neither the dataset's form nor inside something already noted.
  void noteUnknown(const QString& name) {
    static const QStringList kTop =
        QStringLiteral("folder filename path source size segmented object").split(QLatin1Char(' '));
    static const QStringList kObject =
        QStringLiteral("name pose truncated difficult Difficult bndbox score confidence")
            .split(QLatin1Char(' '));
    const bool unknown =
        (names_.size() == 2 && !kTop.contains(name)) ||
        (names_.size() == 3 && names_[1] == QLatin1String("object") && !kObject.contains(name));
    if (unknown && !unknown_.contains(name)) unknown_.append(name);
  }

  void end() {
    const QString text = texts_.back().trimmed();
    const QString name = names_.back();
    const qsizetype depth = names_.size();
    if (depth == 3 && names_[1] == QLatin1String("size")) readSize(name, text);
    if (object_ && depth == 3) readField(*object_, name, text);
    if (object_ && depth == 4 && names_[2] == QLatin1String("bndbox")) readCoordinate(*object_, name, text);
    if (object_ && depth == 2) finishObject();
    names_.removeLast();
    texts_.pop_back();
  }

  void readSize(const QString& name, const QString& text) {
    int* target = name == QLatin1String("width")    ? &file_.width
                  : name == QLatin1String("height") ? &file_.height
                                                    : nullptr;
    if (target == nullptr) return;
    bool ok = false;
    *target = text.toInt(&ok);
    if (!ok || *target < 0) {
      warn(Texts::tr("<%1> is \"%2\", not a number of pixels; ignored").arg(name, text));
      *target = 0;
    }
  }

  void readField(Object& object, const QString& name, const QString& text) {
    const auto first = [&](bool& seen) {
      if (seen) warnTwice(name);
      return !std::exchange(seen, true);
    };
    if (name == QLatin1String("name") && first(object.hasName)) {
      object.box.className = boundedText(text);
    } else if (name == QLatin1String("pose") && first(object.hasPose)) {
      if (!text.isEmpty()) object.box.pose = text;
    } else if (name == QLatin1String("truncated") && first(object.hasTruncated)) {
      object.box.truncated = readFlag(name, text);
    } else if (name.compare(QLatin1String("difficult"), Qt::CaseInsensitive) == 0 &&
               first(object.hasDifficult)) {
      object.box.difficult = readFlag(name, text);
      if (name == QLatin1String("difficult")) warn(Texts::tr("writes <difficult> in lower case"));
    } else if (name == QLatin1String("score") || name == QLatin1String("confidence")) {
      readScore(object, name, text);
    }
  }

  void readScore(Object& object, const QString& name, const QString& text) {
    bool ok = false;
    const double score = text.toDouble(&ok);
    if (ok && std::isfinite(score)) {
      if (!object.score) object.score = score;
    } else {
      warn(Texts::tr("object %1: <%2> is \"%3\", not a number; ignored").arg(objects_).arg(name, text));
    }
  }

  bool readFlag(const QString& name, const QString& text) {
    if (text != QLatin1String("0") && text != QLatin1String("1"))
      warn(Texts::tr("object %1: <%2> is \"%3\", neither 0 nor 1; taken as 0").arg(objects_).arg(name, text));
    return text == QLatin1String("1");
  }

  void readCoordinate(Object& object, const QString& name, const QString& text) {
    std::optional<int>* target = name == QLatin1String("xmin")   ? &object.xmin
                                 : name == QLatin1String("ymin") ? &object.ymin
                                 : name == QLatin1String("xmax") ? &object.xmax
                                 : name == QLatin1String("ymax") ? &object.ymax
                                                                 : nullptr;
    if (target == nullptr) return;
    if (target->has_value()) {
      if (object.inFirstBox) warnTwice(name);
      return;
    }
    bool ok = false;
    const double value = text.toDouble(&ok);
    if (!ok || !std::isfinite(value) || std::abs(value) > std::numeric_limits<int>::max() / 2.0) {
      object.trouble = Texts::tr("line %1: <%2> is \"%3\", not a number of pixels")
                           .arg(reader_.lineNumber())
                           .arg(name, text);
      return;
    }
    *target = static_cast<int>(std::floor(value + 0.5));
    text.toInt(&ok);
    if (!ok)
      warn(Texts::tr("object %1: <%2> %3 is rounded to %4").arg(objects_).arg(name, text).arg(**target));
  }

  void finishObject() {
    Object object = std::move(*object_);
    object_.reset();
    if (object.trouble.isEmpty() && !object.hasBox) object.trouble = Texts::tr("it has no <bndbox>");
    if (object.trouble.isEmpty() && !(object.xmin && object.ymin && object.xmax && object.ymax))
      object.trouble = Texts::tr("its <bndbox> lacks one of xmin, ymin, xmax, ymax");
    if (!object.trouble.isEmpty()) {
      warn(Texts::tr("object %1 is kept in the file but not shown: %2").arg(objects_).arg(object.trouble));
      return;
    }
    if (object.box.className.isEmpty()) warn(Texts::tr("object %1 has no <name>").arg(objects_));
    object.box.rect = {*object.xmin, *object.ymin, *object.xmax, *object.ymax};
    file_.boxes.push_back(object.box);
    file_.scores.push_back(object.score);
  }

  void warnTwice(const QString& name) {
    warn(Texts::tr("object %1 has <%2> twice; only the first is shown, the other is kept in the file")
             .arg(objects_)
             .arg(name));
  }
  void warn(const QString& text) {
    if (!file_.warnings.contains(text)) file_.warnings.append(text);
  }
  void fail(ErrorKind kind, const QString& message) {
    if (!failure_) failure_ = Error{kind, message, path_};
  }

  QXmlStreamReader reader_;
  QString path_;
  VocFile file_;
  QStringList names_;
  std::vector<QString> texts_;
  std::optional<Object> object_;
  int objects_ = 0;
  QStringList unknown_;
  std::optional<Error> failure_;
};

}  // namespace

Result<VocFile> parseVoc(const QByteArray& bytes, const QString& path) {
  if (const auto bounded = checkXmlBounds(bytes); !bounded)
    return Error{bounded.error().kind, bounded.error().message, path};
  return Parser(bytes, path).run();
}

}  // namespace uptake::voc

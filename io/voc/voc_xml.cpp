#include "io/voc/voc_file.h"
#include "io/voc/voc_parser_p.h"
#include "io/voc/xml_spans_p.h"

#include <QCoreApplication>
#include <QStringDecoder>
#include <QStringEncoder>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace uptake {

namespace {

using voc::ElementSpan;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Voc)
};

/// Text as XML content. With `asciiOnly` other characters are written by number, which every encoding can.
QByteArray escaped(const QString& text, bool asciiOnly) {
  QByteArray result;
  for (const char32_t c : text.toStdU32String()) {
    if (c == U'<')
      result += "&lt;";
    else if (c == U'>')
      result += "&gt;";
    else if (c == U'&')
      result += "&amp;";
    else if (c == U'\r' || (asciiOnly && c > 127))
      result += "&#" + QByteArray::number(static_cast<uint>(c)) + ';';
    else
      result += QString::fromUcs4(&c, 1).toUtf8();
  }
  return result;
}

/// Strict when writing: what a reader could misunderstand is refused.
std::optional<Error> refusal(const Box& box, const VocImage& image) {
  const PixelRect& r = box.rect;
  const QString values = QStringLiteral("%1, %2, %3, %4").arg(r.xmin).arg(r.ymin).arg(r.xmax).arg(r.ymax);
  if (!r.isValid())
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("the box (%1) ends before it begins; xmin ≤ xmax and ymin ≤ ymax is needed").arg(values),
        {}};
  if (r.xmin < 0 || r.ymin < 0 || (image.columns > 0 && r.xmax >= image.columns) ||
      (image.rows > 0 && r.ymax >= image.rows))
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("the box (%1) reaches outside the image of %2 × %3 pixels")
                     .arg(values)
                     .arg(image.columns)
                     .arg(image.rows),
                 {}};
  for (const QString* text : {&box.className, &box.pose})
    for (const QChar c : *text)
      if (c < QLatin1Char(' ') || c.unicode() >= 0xfffe)
        return Error{
            ErrorKind::Inconsistent, Texts::tr("\"%1\" holds a character that XML cannot").arg(*text), {}};
  if (box.className.trimmed().isEmpty())
    return Error{ErrorKind::Inconsistent, Texts::tr("the box (%1) has no class").arg(values), {}};
  return std::nullopt;
}

/// How the lines of a file are laid out.
struct Layout {
  QByteArray newline = "\n";
  QByteArray indent = "  ";
  QByteArray difficult = "Difficult";
  bool asciiOnly = false;
};

QByteArray objectXml(const Box& box, const Layout& layout) {
  QByteArray text;
  const auto line = [&](int depth, const QByteArray& content) {
    text += layout.newline + layout.indent.repeated(depth) + content;
  };
  const auto element = [&](int depth, const QByteArray& name, const QByteArray& value) {
    line(depth, '<' + name + '>' + value + "</" + name + '>');
  };
  line(1, "<object>");
  element(2, "name", escaped(box.className, layout.asciiOnly));
  element(2, "pose", escaped(box.pose, layout.asciiOnly));
  element(2, "truncated", box.truncated ? "1" : "0");
  element(2, layout.difficult, box.difficult ? "1" : "0");
  line(2, "<bndbox>");
  element(3, "xmin", QByteArray::number(box.rect.xmin));
  element(3, "ymin", QByteArray::number(box.rect.ymin));
  element(3, "xmax", QByteArray::number(box.rect.xmax));
  element(3, "ymax", QByteArray::number(box.rect.ymax));
  line(2, "</bndbox>");
  line(1, "</object>");
  return text;
}

Result<QByteArray> newXml(std::span<const Box> boxes, const VocImage& image) {
  if (image.columns < 1 || image.rows < 1)
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("an image of %1 × %2 pixels cannot be annotated").arg(image.columns).arg(image.rows),
        {}};
  QByteArray text =
      "<annotation verified=\"no\">\n  <folder>" + escaped(image.folder, false) + "</folder>\n  <filename>" +
      escaped(image.filename, false) + "</filename>\n  <path>" + escaped(image.path, false) + "</path>" +
      (image.slice < 0 ? QByteArray() : "\n  <slice>" + QByteArray::number(image.slice) + "</slice>") +
      "\n  <source>Unknow<database>Unknown</database>\n  </source>\n  <size>\n    <width>" +
      QByteArray::number(image.columns) + "</width>\n    <height>" + QByteArray::number(image.rows) +
      "</height>\n    <depth>1</depth>\n  </size>\n  <segmented>0</segmented>";
  for (const Box& box : boxes) {
    if (auto error = refusal(box, image)) return std::move(*error);
    text += objectXml(box, {});
  }
  return text + "\n</annotation>";
}

/// Changes a file's bytes at the places where its boxes differ from what was read, and nowhere else.
class Editor {
 public:
  Editor(QByteArray bytes, std::vector<Box> before, const VocImage& image)
      : bytes_(std::move(bytes)),
        elements_(voc::elementSpans(bytes_)),
        before_(std::move(before)),
        image_(image) {
    for (int n = 0; n < static_cast<int>(elements_.size()); ++n)
      if (elements_[static_cast<std::size_t>(n)].parent == 0 && at(n).name == "object") objects_.push_back(n);
    findLayout();
  }

  /// Whether the bytes hold the objects that the parser found.
  bool understood() const {
    return !elements_.empty() && at(0).name == "annotation" &&
           (before_.empty() || before_.back().fileObject < static_cast<int>(objects_.size()));
  }

  Result<QByteArray> edit(std::span<const Box> boxes) {
    std::vector<bool> kept(objects_.size(), false);
    QByteArray added;
    for (const Box& box : boxes) {
      const Box* old = box.fileObject < 0 ? nullptr : read(box.fileObject);
      if (box.fileObject >= 0 && old == nullptr)
        return Error{ErrorKind::Inconsistent,
                     Texts::tr("the file has no readable object %1 to change; it was changed by someone else")
                         .arg(box.fileObject + 1),
                     {}};
      // A second box from the same object is a copy of the first.
      const bool isNew = old == nullptr || kept[static_cast<std::size_t>(box.fileObject)];
      const bool changed = isNew || !sameContent(shown(*old), box);
      if (changed)
        if (auto error = refusal(box, image_)) return std::move(*error);
      if (isNew)
        added += objectXml(box, layout_);
      else if (changed)
        change(objects_[static_cast<std::size_t>(box.fileObject)], shown(*old), box);
      if (!isNew) kept[static_cast<std::size_t>(box.fileObject)] = true;
    }
    for (const Box& old : before_)
      if (!kept[static_cast<std::size_t>(old.fileObject)] && couldBeShown(old))
        remove(objects_[static_cast<std::size_t>(old.fileObject)]);
    if (!added.isEmpty()) append(added);
    return applied();
  }

 private:
  struct Change {
    qsizetype begin, end;
    QByteArray text;
  };

  const ElementSpan& at(int element) const { return elements_[static_cast<std::size_t>(element)]; }
  const Box* read(int fileObject) const {
    const auto found = std::find_if(before_.begin(), before_.end(),
                                    [&](const Box& b) { return b.fileObject == fileObject; });
    return found == before_.end() ? nullptr : &*found;
  }
  static bool sameContent(const Box& a, const Box& b) {
    return a.className == b.className && a.rect == b.rect && a.truncated == b.truncated &&
           a.difficult == b.difficult && a.pose == b.pose;
  }
  /// An object that is wrong for its image was never offered to a person, so its absence deletes nothing.
  bool couldBeShown(const Box& box) const {
    if (image_.columns < 1 || image_.rows < 1)
      return box.rect.isValid() && box.rect.xmin >= 0 && box.rect.ymin >= 0;
    return isOnImage(shown(box).rect, image_.columns, image_.rows);
  }
  /// The box as a person saw it: cutting it at the border is no change of theirs.
  Box shown(Box box) const {
    if (image_.columns > 0 && image_.rows > 0)
      box.rect = vocRectOnImage(box.rect, image_.columns, image_.rows);
    return box;
  }
  int child(int parent, const QByteArray& name) const {
    for (int n = parent + 1; n < static_cast<int>(elements_.size()) && at(n).begin < at(parent).end; ++n)
      if (at(n).parent == parent && at(n).name.compare(name, Qt::CaseInsensitive) == 0 &&
          (name == "difficult" || at(n).name == name))
        return n;
    return -1;
  }

  /// Start of the white space that stands before an element.
  qsizetype gapBefore(qsizetype position) const {
    while (position > 0 && QByteArray(" \t\r\n").contains(bytes_[position - 1])) --position;
    return position;
  }

  void findLayout() {
    if (bytes_.contains("\r\n")) layout_.newline = "\r\n";
    layout_.asciiOnly = true;
    if (objects_.empty()) return;
    const ElementSpan& object = at(objects_.front());
    const QByteArray gap = bytes_.mid(gapBefore(object.begin), object.begin - gapBefore(object.begin));
    if (const qsizetype line = gap.lastIndexOf('\n'); line >= 0) layout_.indent = gap.mid(line + 1);
    if (const int flag = child(objects_.front(), "difficult"); flag >= 0) layout_.difficult = at(flag).name;
  }

  void set(int parent, const QByteArray& name, const QByteArray& value) {
    const int element = child(parent, name);
    if (element < 0) {
      const QByteArray tag = name == "difficult" ? layout_.difficult : name;
      const qsizetype position = gapBefore(at(parent).contentEnd);
      changes_.push_back(
          {position, position,
           layout_.newline + layout_.indent.repeated(2) + '<' + tag + '>' + value + "</" + tag + '>'});
    } else if (at(element).selfClosing) {
      const QByteArray tag = at(element).name;
      changes_.push_back({at(element).begin, at(element).end, '<' + tag + '>' + value + "</" + tag + '>'});
    } else {
      changes_.push_back({at(element).contentBegin, at(element).contentEnd, value});
    }
  }

  void change(int object, const Box& from, const Box& to) {
    if (from.className != to.className) set(object, "name", escaped(to.className, true));
    if (from.pose != to.pose) set(object, "pose", escaped(to.pose, true));
    if (from.truncated != to.truncated) set(object, "truncated", to.truncated ? "1" : "0");
    if (from.difficult != to.difficult) set(object, "difficult", to.difficult ? "1" : "0");
    const int box = child(object, "bndbox");
    const auto coordinate = [&](const char* name, int before, int after) {
      if (before != after) set(box, name, QByteArray::number(after));
    };
    coordinate("xmin", from.rect.xmin, to.rect.xmin);
    coordinate("ymin", from.rect.ymin, to.rect.ymin);
    coordinate("xmax", from.rect.xmax, to.rect.xmax);
    coordinate("ymax", from.rect.ymax, to.rect.ymax);
  }

  void remove(int object) { changes_.push_back({gapBefore(at(object).begin), at(object).end, {}}); }

  void append(const QByteArray& text) {
    const ElementSpan& root = at(0);
    if (root.selfClosing) {
      QByteArray open = bytes_.mid(root.begin, root.end - root.begin - 2).trimmed();
      changes_.push_back(
          {root.begin, root.end, open + '>' + text + layout_.newline + "</" + root.name + '>'});
      return;
    }
    const qsizetype position = objects_.empty() ? gapBefore(root.contentEnd) : at(objects_.back()).end;
    // At the end of everything when nothing stands between it and the closing tag.
    const bool closesLine = position < root.contentEnd;
    changes_.push_back({position, position, closesLine ? text : text + layout_.newline});
  }

  QByteArray applied() {
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const Change& a, const Change& b) { return a.begin < b.begin; });
    QByteArray result;
    qsizetype from = 0;
    for (const Change& change : changes_) {
      result += bytes_.mid(from, change.begin - from) + change.text;
      from = change.end;
    }
    return result + bytes_.mid(from);
  }

  QByteArray bytes_;
  std::vector<ElementSpan> elements_;
  std::vector<int> objects_;
  std::vector<Box> before_;
  VocImage image_;
  Layout layout_;
  std::vector<Change> changes_;
};

/// The encoding that the first bytes show (a byte order mark, or how "<" is written), when markup in it is
/// not ASCII.
std::optional<QStringConverter::Encoding> wideEncoding(const QByteArray& bytes) {
  const auto encoding = QStringConverter::encodingForData(bytes, u'<');
  if (encoding && *encoding != QStringConverter::Utf8) return encoding;
  return std::nullopt;
}

}  // namespace

Result<QByteArray> vocXml(std::span<const Box> boxes, const VocImage& image, const QByteArray& original) {
  if (original.isEmpty()) return newXml(boxes, image);
  Result<VocFile> before = voc::parseVoc(original, {});
  if (!before) return before.error();

  const auto wide = wideEncoding(original);
  const QByteArray bytes = wide ? QString(QStringDecoder(*wide)(original)).toUtf8() : original;
  Editor editor(bytes, before->boxes, image);
  if (!editor.understood())
    return Error{ErrorKind::Internal, Texts::tr("the file was read but cannot be edited in place"), {}};
  Result<QByteArray> edited = editor.edit(boxes);
  if (!edited || !wide) return edited;
  // The mark at the start comes back only if it was there.
  const bool marked = QStringConverter::encodingForData(original).has_value();
  QStringEncoder encode(*wide, marked ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
  return QByteArray(encode(QString::fromUtf8(*edited)));
}

}  // namespace uptake

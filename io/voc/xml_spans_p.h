#pragma once

#include <QByteArray>

#include <vector>

namespace uptake::voc {

/// The extent of an element in the bytes of an XML file.
struct ElementSpan {
  QByteArray name;
  int parent = -1;      ///< index of the parent element, −1 for the root
  qsizetype begin = 0;  ///< at its "<"
  qsizetype contentBegin = 0;
  qsizetype contentEnd = 0;  ///< equal to contentBegin for <name/>
  qsizetype end = 0;         ///< after its last ">"
  bool selfClosing = false;
};

/// The elements of a well-formed XML document without an internal DTD subset, in document order; empty when
/// the bytes are not such a document. The encoding must be a superset of ASCII, as UTF-8 and the ISO and
/// Windows code pages are.
std::vector<ElementSpan> elementSpans(const QByteArray& xml);

}  // namespace uptake::voc

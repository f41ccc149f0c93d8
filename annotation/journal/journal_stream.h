#pragma once

#include "annotation/journal/journal_state.h"
#include "core/box/box_link.h"
#include "core/mask/mask_layer.h"
#include "core/measure/measurement.h"
#include "core/review/lesion_decision.h"

#include <QDataStream>

#include <optional>
#include <vector>

/// Values as bytes of a journal. Reading never trusts a length: the stream's status is not Ok once a value is
/// not all there or is impossible, and no more is allocated than the bytes left can fill.
namespace uptake::journal {

constexpr QDataStream::Version kStreamVersion = QDataStream::Qt_6_0;

void put(QDataStream& out, const Box& box);
void get(QDataStream& in, Box& box);
void put(QDataStream& out, const BoxLink& link);
void get(QDataStream& in, BoxLink& link);
void put(QDataStream& out, const Measurement& measurement);
void get(QDataStream& in, Measurement& measurement);
void put(QDataStream& out, const Segment& segment);
void get(QDataStream& in, Segment& segment);
void put(QDataStream& out, const JournalFileStamp& stamp);
void get(QDataStream& in, JournalFileStamp& stamp);
void put(QDataStream& out, const SliceSource& slice);
void get(QDataStream& in, SliceSource& slice);
void put(QDataStream& out, const SeriesSource& source);
void get(QDataStream& in, SeriesSource& source);
void put(QDataStream& out, const MaskProvenance& provenance);
void get(QDataStream& in, MaskProvenance& provenance);
void put(QDataStream& out, const JournalCase& about);
void get(QDataStream& in, JournalCase& about);
void put(QDataStream& out, const ImageGrid& grid);
/// std::nullopt, with the stream's status set, when it is not a grid or is larger than any image.
std::optional<ImageGrid> getGrid(QDataStream& in);
void put(QDataStream& out, const LesionDecision& decision);
void get(QDataStream& in, LesionDecision& decision);
void put(QDataStream& out, MaskId id);
void get(QDataStream& in, MaskId& id);

/// As Qt writes it. Its own reading takes memory for as many as a damaged count says.
void get(QDataStream& in, QStringList& texts);

template <class T>
void putList(QDataStream& out, const std::vector<T>& list) {
  out << static_cast<quint32>(list.size());
  for (const T& each : list) put(out, each);
}
template <class T>
void getList(QDataStream& in, std::vector<T>& list) {
  quint32 count = 0;
  in >> count;
  list.clear();
  // Element by element: a count is not believed before its elements are there.
  for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) get(in, list.emplace_back());
}

}  // namespace uptake::journal

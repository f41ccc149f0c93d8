#include "io/pickle/pickle_parts_p.h"
#include "io/pickle/pickle_table_p.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace uptake::pickle {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Pickle)
};

/// numpy's description of one number.
struct NumberType {
  char kind = 'O';
  int bytes = 0;
  bool isBigEndian = false;
};

std::optional<NumberType> typeOf(const Graph& graph, NodeId id) {
  const auto call = callOf(graph, id, {"numpy.dtype"});
  const auto text = call && !call->arguments.empty() ? textOf(graph, call->arguments.front()) : std::nullopt;
  if (!text || text->isEmpty()) return {};
  NumberType type;
  QString name = *text;
  if (QStringLiteral("<>=|").contains(name.front())) {
    type.isBigEndian = name.front() == QLatin1Char('>');
    name.remove(0, 1);
  }
  type.kind = name.front().toLatin1();
  type.bytes = name.mid(1).toInt();
  const Node& object = graph.at(id);
  if (object.hasState) {
    const Node& state = graph.at(object.state);
    if (state.kind != Node::Kind::Tuple || state.items.size() < 2) return {};
    const auto order = textOf(graph, state.items[1]);
    if (!order) return {};
    type.isBigEndian = *order == QLatin1String(">");
  }
  return type;
}

std::optional<std::vector<std::int64_t>> shapeOf(const Graph& graph, NodeId id) {
  const Node& node = graph.at(id);
  if (node.kind == Node::Kind::Int) return std::vector<std::int64_t>{node.number};
  if (node.kind != Node::Kind::Tuple || node.items.size() > 4) return {};
  std::vector<std::int64_t> shape;
  for (const NodeId item : node.items) {
    constexpr std::int64_t kMostOnASide = 1 << 24;
    if (graph.at(item).kind != Node::Kind::Int || graph.at(item).number < 0 ||
        graph.at(item).number > kMostOnASide)
      return {};
    shape.push_back(graph.at(item).number);
  }
  return shape;
}

bool truth(const Graph& graph, NodeId id) {
  return graph.at(id).number != 0;
}

template <class T>
double as(const char* bytes, bool isBigEndian) {
  return static_cast<double>(isBigEndian ? qFromBigEndian<T>(bytes) : qFromLittleEndian<T>(bytes));
}

Error noArray() {
  return {ErrorKind::NotSupported, Texts::tr("A cell of the table is no array of numbers."), {}};
}

}  // namespace

std::optional<Call> callOf(const Graph& graph, NodeId id, std::initializer_list<const char*> names) {
  const Node& node = graph.at(id);
  if (node.kind != Node::Kind::Object) return {};
  const Node& callee = graph.at(node.items[0]);
  const auto isNamed = [&](const char* name) { return callee.name == QLatin1String(name); };
  if (!std::ranges::any_of(names, isNamed)) return {};
  return Call{graph.at(node.items[1]).items, node.hasState ? std::optional(node.state) : std::nullopt};
}

std::optional<QByteArray> bytesOf(const Graph& graph, NodeId id) {
  const Node& node = graph.at(id);
  if (node.kind == Node::Kind::Bytes) return QByteArray::fromRawData(node.bytes.data(), node.bytes.size());
  // Protocol 2 has no bytes: they are written as text of one character each, to be encoded.
  if (const auto call = callOf(graph, id, {"_codecs.encode"}); call && call->arguments.size() == 2) {
    const Node& text = graph.at(call->arguments[0]);
    const auto encoding = textOf(graph, call->arguments[1]);
    if (text.kind != Node::Kind::Text || !encoding || *encoding != QLatin1String("latin1")) return {};
    return QString::fromUtf8(text.bytes).toLatin1();
  }
  if (const auto call =
          callOf(graph, id,
                 {"builtins.bytes", "__builtin__.bytes", "builtins.bytearray", "__builtin__.bytearray"})) {
    if (call->arguments.empty()) return QByteArray();
    // bytearray(text, "latin-1") or of bytes.
    const Node& first = graph.at(call->arguments[0]);
    if (first.kind == Node::Kind::Bytes)
      return QByteArray::fromRawData(first.bytes.data(), first.bytes.size());
    if (first.kind == Node::Kind::Text) return QString::fromUtf8(first.bytes).toLatin1();
  }
  return {};
}

std::optional<QString> textOf(const Graph& graph, NodeId id) {
  const Node& node = graph.at(id);
  if (node.kind != Node::Kind::Text) return {};
  return QString::fromUtf8(node.bytes);
}

std::optional<ArrayParts> partsOf(const Graph& graph, NodeId id) {
  ArrayParts parts;
  std::optional<std::vector<std::int64_t>> shape;
  std::optional<NumberType> type;
  if (const auto call =
          callOf(graph, id, {"numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct"})) {
    if (!call->state) return {};
    const Node& state = graph.at(*call->state);
    // Version, shape, type, column order, content.
    if (state.kind != Node::Kind::Tuple || state.items.size() != 5) return {};
    shape = shapeOf(graph, state.items[1]);
    type = typeOf(graph, state.items[2]);
    parts.isFortran = truth(graph, state.items[3]);
    parts.content = state.items[4];
  } else if (const auto buffer =
                 callOf(graph, id, {"numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer"})) {
    // Content, type, shape, order.
    if (buffer->arguments.size() != 4) return {};
    parts.content = buffer->arguments[0];
    type = typeOf(graph, buffer->arguments[1]);
    shape = shapeOf(graph, buffer->arguments[2]);
    const auto order = textOf(graph, buffer->arguments[3]);
    if (!order) return {};
    parts.isFortran = *order == QLatin1String("F");
  }
  if (!shape || !type) return {};
  parts.shape = *shape;
  parts.kind = type->kind;
  parts.bytes = type->bytes;
  parts.isBigEndian = type->isBigEndian;
  return parts;
}

std::int64_t NumberArray::count() const {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  return count;
}

double NumberArray::value(std::int64_t n) const {
  const char* at = data.constData() + n * bytes;
  switch (kind) {
    case 'f':
      return bytes == 4 ? as<float>(at, isBigEndian) : as<double>(at, isBigEndian);
    case 'i':
      return bytes == 1   ? static_cast<double>(static_cast<signed char>(*at))
             : bytes == 2 ? as<qint16>(at, isBigEndian)
             : bytes == 4 ? as<qint32>(at, isBigEndian)
                          : as<qint64>(at, isBigEndian);
    default:
      return bytes == 1   ? static_cast<double>(static_cast<unsigned char>(*at))
             : bytes == 2 ? as<quint16>(at, isBigEndian)
             : bytes == 4 ? as<quint32>(at, isBigEndian)
                          : as<quint64>(at, isBigEndian);
  }
}

Result<NumberArray> arrayOf(const Graph& graph, NodeId id) {
  const auto parts = partsOf(graph, id);
  if (!parts) return noArray();
  const bool isWhole = QByteArrayView("iu").contains(parts->kind) &&
                       (parts->bytes == 1 || parts->bytes == 2 || parts->bytes == 4 || parts->bytes == 8);
  const bool isReal = parts->kind == 'f' && (parts->bytes == 4 || parts->bytes == 8);
  if (!isWhole && !isReal && !(parts->kind == 'b' && parts->bytes == 1)) return noArray();
  NumberArray array{parts->kind, parts->bytes, parts->isBigEndian, parts->isFortran, parts->shape, {}};
  const auto content = bytesOf(graph, parts->content);
  if (!content) return noArray();
  // Sides are below 2^24 and at most four: compared step by step, so that nothing overflows.
  std::int64_t needed = array.bytes;
  for (const std::int64_t side : array.shape) {
    needed *= side;
    if (needed > content->size()) break;
  }
  if (needed != content->size())
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("An array has %1 bytes, which is not what its shape needs.").arg(content->size()),
                 {}};
  array.data = *content;
  return array;
}

}  // namespace uptake::pickle

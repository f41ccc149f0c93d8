#include "io/pickle/pickle_parts_p.h"
#include "io/pickle/pickle_table_p.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake::pickle {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Pickle)
};

Error noTable(const QString& what) {
  return {ErrorKind::NotSupported,
          Texts::tr("The pickle holds no table of pandas that can be read (%1).").arg(what),
          {}};
}

std::optional<NodeId> member(const Graph& graph, NodeId dict, const char* name) {
  const Node& node = graph.at(dict);
  if (node.kind != Node::Kind::Dict) return {};
  for (std::size_t n = 0; n + 1 < node.items.size(); n += 2) {
    const Node& key = graph.at(node.items[n]);
    if (key.kind == Node::Kind::Text && key.bytes == QByteArrayView(name)) return node.items[n + 1];
  }
  return {};
}

const std::vector<NodeId>* listOf(const Graph& graph, NodeId id) {
  const Node& node = graph.at(id);
  return node.kind == Node::Kind::List || node.kind == Node::Kind::Tuple ? &node.items : nullptr;
}

/// Some columns of a table, held together in one array: a row a column.
struct Block {
  NodeId values = 0;
  NodeId placement = 0;  ///< which columns
};

struct Parts {
  NodeId columnAxis = 0;
  NodeId rowAxis = 0;
  std::vector<Block> blocks;
};

/// From pandas 1.3 on: BlockManager((blocks…), [columns, rows]).
std::optional<Parts> newParts(const Graph& graph, const Call& manager) {
  if (manager.arguments.size() < 2) return {};
  const auto* blocks = listOf(graph, manager.arguments[0]);
  const auto* axes = listOf(graph, manager.arguments[1]);
  if (!blocks || !axes || axes->size() != 2) return {};
  Parts parts{(*axes)[0], (*axes)[1], {}};
  for (const NodeId id : *blocks) {
    const auto block = callOf(graph, id, {"pandas._libs.internals._unpickle_block"});
    if (!block || block->arguments.size() != 3) return {};
    parts.blocks.push_back({block->arguments[0], block->arguments[1]});
  }
  return parts;
}

/// Before: a state whose last part is {"0.14.1": {"axes": […], "blocks": [{"values", "mgr_locs"}]}}.
std::optional<Parts> oldParts(const Graph& graph, const Call& manager) {
  const auto* state = manager.state ? listOf(graph, *manager.state) : nullptr;
  if (!state || state->size() < 4) return {};
  const auto versioned = member(graph, (*state)[3], "0.14.1");
  const auto axes = versioned ? member(graph, *versioned, "axes") : std::nullopt;
  const auto blocks = versioned ? member(graph, *versioned, "blocks") : std::nullopt;
  const auto* axisList = axes ? listOf(graph, *axes) : nullptr;
  const auto* blockList = blocks ? listOf(graph, *blocks) : nullptr;
  if (!axisList || axisList->size() != 2 || !blockList) return {};
  Parts parts{(*axisList)[0], (*axisList)[1], {}};
  for (const NodeId id : *blockList) {
    const auto values = member(graph, id, "values");
    const auto places = member(graph, id, "mgr_locs");
    if (!values || !places) return {};
    parts.blocks.push_back({*values, *places});
  }
  return parts;
}

/// Labels of an axis as text; `counted` when they are a range from 0 on.
struct Axis {
  QStringList labels;
  bool isCounted = false;
  std::int64_t size = 0;
};

constexpr std::int64_t kMostRows = 1'000'000;

std::optional<Axis> rangeAxis(const Graph& graph, NodeId data) {
  std::int64_t number[3] = {0, 0, 1};
  const char* names[3] = {"start", "stop", "step"};
  for (int n = 0; n < 3; ++n) {
    const auto value = member(graph, data, names[n]);
    if (!value || graph.at(*value).kind != Node::Kind::Int) return {};
    number[n] = graph.at(*value).number;
  }
  const auto [start, stop, step] = number;
  constexpr std::int64_t kFar = std::int64_t{1} << 40;
  if (step == 0 || start > kFar || start < -kFar || stop > kFar || stop < -kFar || step > kFar ||
      step < -kFar)
    return {};
  const std::int64_t way = step > 0 ? stop - start : start - stop;
  const std::int64_t stride = step > 0 ? step : -step;
  Axis axis;
  axis.size = way <= 0 ? 0 : (way + stride - 1) / stride;
  if (axis.size > kMostRows) return {};
  axis.isCounted = start == 0 && step == 1;
  for (std::int64_t n = 0; n < axis.size && !axis.isCounted; ++n)
    axis.labels.append(QString::number(start + n * step));
  return axis;
}

std::optional<Axis> axisOf(const Graph& graph, NodeId id) {
  const auto call = callOf(graph, id, {"pandas.core.indexes.base._new_Index"});
  if (!call || call->arguments.size() != 2) return {};
  const auto data = member(graph, call->arguments[1], "data");
  if (!data) return rangeAxis(graph, call->arguments[1]);
  const auto parts = partsOf(graph, *data);
  if (!parts || parts->shape.size() != 1 || parts->shape[0] > kMostRows) return {};
  Axis axis;
  axis.size = parts->shape[0];
  if (parts->kind == 'O') {
    const auto* list = listOf(graph, parts->content);
    if (!list || static_cast<std::int64_t>(list->size()) != axis.size) return {};
    for (const NodeId item : *list) {
      const Node& node = graph.at(item);
      if (node.kind == Node::Kind::Int)
        axis.labels.append(QString::number(node.number));
      else if (const auto text = textOf(graph, item))
        axis.labels.append(*text);
      else
        return {};
    }
    return axis;
  }
  const auto numbers = arrayOf(graph, *data);
  if (!numbers) return {};
  for (std::int64_t n = 0; n < axis.size; ++n)
    axis.labels.append(QString::number(numbers->value(n), 'g', 17));
  return axis;
}

/// The columns that a block holds, in its order.
std::optional<std::vector<std::int64_t>> placesOf(const Graph& graph, NodeId id, std::int64_t columns) {
  std::vector<std::int64_t> places;
  if (const auto slice = callOf(graph, id, {"builtins.slice", "__builtin__.slice"})) {
    if (slice->arguments.size() != 3) return {};
    std::int64_t number[3] = {0, columns, 1};
    for (std::size_t n = 0; n < 3; ++n) {
      const Node& node = graph.at(slice->arguments[n]);
      if (node.kind == Node::Kind::Int)
        number[n] = node.number;
      else if (node.kind != Node::Kind::None)
        return {};
    }
    if (number[0] < 0 || number[1] > columns || number[2] < 1) return {};
    for (std::int64_t n = number[0]; n < number[1]; n += number[2]) places.push_back(n);
    return places;
  }
  const auto numbers = arrayOf(graph, id);
  if (!numbers || numbers->shape.size() != 1 || numbers->shape[0] > columns) return {};
  for (std::int64_t n = 0; n < numbers->shape[0]; ++n) {
    const double place = numbers->value(n);
    if (!(place >= 0.0 && place < static_cast<double>(columns))) return {};
    places.push_back(static_cast<std::int64_t>(place));
  }
  return places;
}

/// Puts the cells of a block's columns into the table. Columns of plain numbers stay empty.
bool placeBlock(const Graph& graph, const Block& block, Table& table) {
  const auto places = placesOf(graph, block.placement, static_cast<std::int64_t>(table.columns.size()));
  const auto values = partsOf(graph, block.values);
  if (!places || !values || values->shape.size() != 2) return false;
  if (values->shape[0] != static_cast<std::int64_t>(places->size()) || values->shape[1] != table.rows)
    return false;
  if (values->kind != 'O') return true;
  // Python objects are listed row by row, whatever the order in memory was.
  const auto* cells = listOf(graph, values->content);
  if (!cells || static_cast<std::int64_t>(cells->size()) != values->shape[0] * values->shape[1]) return false;
  for (std::size_t n = 0; n < places->size(); ++n) {
    const auto first = cells->begin() + static_cast<std::ptrdiff_t>(n) * table.rows;
    table.cells[static_cast<std::size_t>((*places)[n])].assign(first, first + table.rows);
  }
  return true;
}

}  // namespace

Result<Table> tableOf(const Graph& graph) {
  const auto frame = callOf(graph, graph.root, {"pandas.core.frame.DataFrame"});
  if (!frame || !frame->state) return noTable(Texts::tr("it is no DataFrame"));
  auto managerId = member(graph, *frame->state, "_mgr");
  if (!managerId) managerId = member(graph, *frame->state, "_data");
  const auto manager =
      managerId ? callOf(graph, *managerId, {"pandas.core.internals.managers.BlockManager"}) : std::nullopt;
  if (!manager) return noTable(Texts::tr("its content is missing"));
  const auto parts = manager->arguments.empty() ? oldParts(graph, *manager) : newParts(graph, *manager);
  if (!parts) return noTable(Texts::tr("its content is of an unknown form"));
  const auto columns = axisOf(graph, parts->columnAxis);
  const auto rows = axisOf(graph, parts->rowAxis);
  constexpr std::int64_t kMostColumns = 1000;
  if (!columns || !rows || columns->size > kMostColumns || columns->isCounted)
    return noTable(Texts::tr("its columns have no names"));
  Table table;
  table.columns = columns->labels;
  table.rows = rows->size;
  table.rowLabels = rows->labels;
  table.cells.resize(static_cast<std::size_t>(columns->size));
  for (const Block& block : parts->blocks)
    if (!placeBlock(graph, block, table))
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("The table's parts do not fit together: a block of columns has another size."),
                   {}};
  return table;
}

}  // namespace uptake::pickle

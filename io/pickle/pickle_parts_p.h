#pragma once

#include "io/pickle/pickle_graph_p.h"

#include <initializer_list>
#include <optional>

namespace uptake::pickle {

/// Something that a file wants called.
struct Call {
  std::vector<NodeId> arguments;
  std::optional<NodeId> state;
};
/// Nothing unless the node is a call of one of the names.
std::optional<Call> callOf(const Graph& graph, NodeId id, std::initializer_list<const char*> names);

/// The bytes that a node stands for, in any protocol. They may refer to the file.
std::optional<QByteArray> bytesOf(const Graph& graph, NodeId id);

/// What numpy says of an array; its content is bytes, or for Python objects (kind O) a list.
struct ArrayParts {
  std::vector<std::int64_t> shape;
  char kind = 'O';
  int bytes = 0;
  bool isBigEndian = false;
  bool isFortran = false;
  NodeId content = 0;
};
std::optional<ArrayParts> partsOf(const Graph& graph, NodeId id);

}  // namespace uptake::pickle

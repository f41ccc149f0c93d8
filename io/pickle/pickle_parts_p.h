#pragma once

#include "io/pickle/pickle_graph_p.h"

#include <initializer_list>
#include <optional>

namespace uptake::pickle {

/// A call that the pickle contains.
struct Call {
  std::vector<NodeId> arguments;
  std::optional<NodeId> state;  ///< argument of __setstate__
};
/// The call if the node is a call of one of the names.
std::optional<Call> callOf(const Graph& graph, NodeId id, std::initializer_list<const char*> names);

/// The bytes that a node represents, in any protocol. They may be a view of the file.
std::optional<QByteArray> bytesOf(const Graph& graph, NodeId id);

/// The description of a numpy array. Its content is bytes, or a list for Python objects (kind O).
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

#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <vector>

namespace uptake::pickle {

/// Index of a node in its graph. Nodes may name each other in any way, also in circles.
using NodeId = std::uint32_t;

/// One value of a pickle. Nothing is ever built or called: what a file wants called is kept as a name with
/// its arguments, for someone who knows what numpy and pandas mean by it.
struct Node {
  enum class Kind { None, Bool, Int, Float, Bytes, Text, Tuple, List, Dict, Name, Object };

  Kind kind = Kind::None;
  bool hasState = false;      ///< of an Object
  NodeId state = 0;           ///< what the file hands to the object's __setstate__
  std::int64_t number = 0;    ///< Bool, Int
  double real = 0.0;          ///< Float
  QByteArrayView bytes;       ///< Bytes; Text (UTF-8); Name ("module.name"), all within the file
  QString name;               ///< Name
  std::vector<NodeId> items;  ///< Tuple, List; Dict: key, value, key, …; Object: the name, the arguments
};

/// What a file holds: a graph of nodes that refer to the bytes it was read from.
struct Graph {
  std::vector<Node> nodes;
  NodeId root = 0;
  const Node& at(NodeId id) const { return nodes[id]; }
};

/// Reads a pickle (Python's pickletools.py describes the opcodes) of protocol 2 to 5: those opcodes that
/// pandas' tables consist of, and of names only the few that stand for their parts. NotSupported names any
/// other; FileUnreadable when the bytes end early or contradict themselves. Memory and time are bounded by
/// the length of the file. `bytes` must outlive the graph.
Result<Graph> readGraph(QByteArrayView bytes);

}  // namespace uptake::pickle

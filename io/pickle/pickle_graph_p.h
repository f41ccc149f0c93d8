#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <vector>

namespace uptake::pickle {

/// Index of a node in its graph. References between nodes may be cyclic.
using NodeId = std::uint32_t;

/// One value of a pickle. No object is constructed and no function called: a call is represented by the name
/// of the callable and its arguments, which readers of numpy arrays and pandas tables interpret.
struct Node {
  enum class Kind { None, Bool, Int, Float, Bytes, Text, Tuple, List, Dict, Name, Object };

  Kind kind = Kind::None;
  bool hasState = false;      ///< Object
  NodeId state = 0;           ///< Object: the argument of its __setstate__
  std::int64_t number = 0;    ///< Bool, Int
  double real = 0.0;          ///< Float
  QByteArrayView bytes;       ///< Bytes, Text (UTF-8): a view of the file
  QString name;               ///< Name: "module.name"
  std::vector<NodeId> items;  ///< Tuple, List; Dict: key, value, key, …; Object: the name, the arguments
};

/// The content of a pickle. Nodes refer to the bytes that it was read from.
struct Graph {
  std::vector<Node> nodes;
  NodeId root = 0;
  const Node& at(NodeId id) const { return nodes[id]; }
};

/// Reads a pickle of protocol 2 to 5 (opcodes: Python's pickletools.py): the opcodes and global names that
/// pandas uses for tables. NotSupported, naming it, for any other; FileUnreadable when the bytes are
/// truncated or inconsistent. Memory and time are proportional to the length of the file. `bytes` must
/// outlive the graph.
Result<Graph> readGraph(QByteArrayView bytes);

}  // namespace uptake::pickle

#pragma once

#include "io/pickle/pickle_graph_p.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::pickle {

/// A numpy array of plain numbers, as it lies in the file.
struct NumberArray {
  char kind = 'i';  ///< numpy's: b bool, i and u whole numbers, f real ones
  int bytes = 1;    ///< of a number
  bool isBigEndian = false;
  bool isFortran = false;  ///< first index fastest
  std::vector<std::int64_t> shape;
  QByteArray data;  ///< refers to the file where it can

  std::int64_t count() const;
  /// Number `n` in the order of the bytes.
  double value(std::int64_t n) const;
};

/// A table of pandas: its columns by name, each a node a row.
struct Table {
  QStringList columns;
  std::vector<std::vector<NodeId>> cells;  ///< one list a column; of a column of numbers empty
  QStringList rowLabels;                   ///< pandas' index; empty where it just counts from 0
  std::int64_t rows = 0;
};

/// The DataFrame that a pickle holds. NotSupported when it is anything else, Inconsistent when its parts
/// contradict each other.
Result<Table> tableOf(const Graph& graph);

/// The array that a node stands for; FileUnreadable when it has fewer or more bytes than its shape needs.
Result<NumberArray> arrayOf(const Graph& graph, NodeId id);

/// The text of a node, or nothing.
std::optional<QString> textOf(const Graph& graph, NodeId id);

}  // namespace uptake::pickle

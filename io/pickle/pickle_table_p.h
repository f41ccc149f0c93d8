#pragma once

#include "io/pickle/pickle_graph_p.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::pickle {

/// A numpy array of numbers, as stored in the file.
struct NumberArray {
  char kind = 'i';  ///< numpy's kind: b bool, i signed, u unsigned, f floating point
  int bytes = 1;    ///< per number
  bool isBigEndian = false;
  bool isFortran = false;  ///< first index fastest
  std::vector<std::int64_t> shape;
  QByteArray data;  ///< a view of the file if possible

  std::int64_t count() const;
  /// The n-th number in the order of `data`.
  double value(std::int64_t n) const;
};

/// A pandas DataFrame.
struct Table {
  QStringList columns;
  /// Per column a node for each row; empty for a column of numbers.
  std::vector<std::vector<NodeId>> cells;
  QStringList rowLabels;  ///< the DataFrame's index; empty when it counts from 0
  std::int64_t rows = 0;
};

/// The DataFrame of a pickle. NotSupported when it holds anything else, Inconsistent when its parts
/// contradict each other.
Result<Table> tableOf(const Graph& graph);

/// The array that a node represents. FileUnreadable when its number of bytes does not match its shape.
Result<NumberArray> arrayOf(const Graph& graph, NodeId id);

/// The text of a node, if it is one.
std::optional<QString> textOf(const Graph& graph, NodeId id);

}  // namespace uptake::pickle

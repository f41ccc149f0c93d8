#include "io/pickle/pickle_graph_p.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace uptake::pickle {

namespace {

/// A table of a thousand slices has some ten thousand nodes.
constexpr std::size_t kMostNodes = 4'000'000;
constexpr std::size_t kMostStack = 4'000'000;
constexpr std::int64_t kMostOpcodes = 40'000'000;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Pickle)
};

/// The names that pandas 0.25 to 2 and numpy 1 and 2 write for tables, and no others.
constexpr std::array<std::string_view, 27> kKnownNames{
    "pandas.core.frame.DataFrame",
    "pandas.core.internals.managers.BlockManager",
    "pandas._libs.internals._unpickle_block",
    "pandas.core.indexes.base._new_Index",
    "pandas.core.indexes.base.Index",
    "pandas.core.indexes.range.RangeIndex",
    "pandas.core.indexes.numeric.Int64Index",
    "pandas.core.indexes.numeric.UInt64Index",
    "pandas.core.indexes.numeric.Float64Index",
    "numpy.core.multiarray._reconstruct",
    "numpy._core.multiarray._reconstruct",
    "numpy.core.numeric._frombuffer",
    "numpy._core.numeric._frombuffer",
    "numpy.ndarray",
    "numpy.dtype",
    "numpy.dtypes.ObjectDType",
    "builtins.slice",
    "__builtin__.slice",
    "builtins.bytes",
    "__builtin__.bytes",
    "builtins.bytearray",
    "__builtin__.bytearray",
    "_codecs.encode",
    "copyreg.__newobj__",
    "copy_reg.__newobj__",
    "copyreg._reconstructor",
    "copy_reg._reconstructor",
};

bool isKnown(const QString& name) {
  return std::ranges::any_of(kKnownNames, [&](std::string_view known) {
    return name == QLatin1String(known.data(), static_cast<qsizetype>(known.size()));
  });
}

class Machine {
 public:
  explicit Machine(QByteArrayView bytes) : bytes_(bytes) {}

  Result<Graph> run() {
    std::int64_t steps = 0;
    while (!error_ && !isDone_) {
      if (++steps > kMostOpcodes || stack_.size() > kMostStack || graph_.nodes.size() > kMostNodes)
        fail(Texts::tr("it holds more values than any table of slices"));
      else
        step();
    }
    if (error_) return *error_;
    return std::move(graph_);
  }

 private:
  void fail(const QString& reason) {
    if (!error_)
      error_ = Error{ErrorKind::FileUnreadable, Texts::tr("The pickle is damaged: %1.").arg(reason), {}};
  }
  void refuse(const QString& what) {
    if (!error_)
      error_ =
          Error{ErrorKind::NotSupported,
                Texts::tr("The pickle asks for %1, which no table of slices needs. Nothing in it was run.")
                    .arg(what),
                {}};
  }

  // Bytes.

  QByteArrayView take(std::uint64_t count) {
    if (count > static_cast<std::uint64_t>(bytes_.size() - at_)) {
      fail(Texts::tr("it ends early"));
      return {};
    }
    const QByteArrayView taken = bytes_.sliced(at_, static_cast<qsizetype>(count));
    at_ += static_cast<qsizetype>(count);
    return taken;
  }
  template <class T>
  T number() {
    const QByteArrayView taken = take(sizeof(T));
    return error_ ? T{} : qFromLittleEndian<T>(taken.data());
  }
  template <class Length>
  QByteArrayView counted() {
    return take(number<Length>());
  }
  QByteArrayView line() {
    const qsizetype end = bytes_.indexOf('\n', at_);
    if (end < 0) {
      fail(Texts::tr("it ends early"));
      return {};
    }
    const QByteArrayView text = bytes_.sliced(at_, end - at_);
    at_ = end + 1;
    return text;
  }

  // Stack.

  NodeId add(Node node) {
    graph_.nodes.push_back(std::move(node));
    return static_cast<NodeId>(graph_.nodes.size() - 1);
  }
  void push(Node node) { stack_.push_back(add(std::move(node))); }
  void pushNumber(Node::Kind kind, std::int64_t value) {
    Node node;
    node.kind = kind;
    node.number = value;
    push(std::move(node));
  }
  void pushBytes(Node::Kind kind, QByteArrayView bytes) {
    if (error_) return;
    Node node;
    node.kind = kind;
    node.bytes = bytes;
    push(std::move(node));
  }
  void pushEmpty(Node::Kind kind) {
    Node node;
    node.kind = kind;
    push(std::move(node));
  }
  /// Above the last mark, which nothing reaches through.
  bool has(std::size_t count) {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() >= floor + count) return true;
    fail(Texts::tr("its stack runs empty"));
    return false;
  }
  NodeId pop() {
    const NodeId top = stack_.back();
    stack_.pop_back();
    return top;
  }
  std::vector<NodeId> popToMark() {
    if (marks_.empty()) {
      fail(Texts::tr("its stack runs empty"));
      return {};
    }
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<NodeId> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
  }
  void pushTuple(std::vector<NodeId> items) {
    if (error_) return;
    Node node;
    node.kind = Node::Kind::Tuple;
    node.items = std::move(items);
    push(std::move(node));
  }
  void pushTuple(std::size_t count) {
    if (!has(count)) return;
    std::vector<NodeId> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    pushTuple(std::move(items));
  }
  void extend(Node::Kind kind, const std::vector<NodeId>& items) {
    if (error_ || !has(1)) return;
    Node& target = graph_.nodes[stack_.back()];
    if (target.kind != kind || (kind == Node::Kind::Dict && items.size() % 2 != 0)) {
      fail(Texts::tr("something is added to what is no list or dictionary"));
      return;
    }
    target.items.insert(target.items.end(), items.begin(), items.end());
  }

  void pushName(const QString& module, const QString& name) {
    if (error_) return;
    const QString whole = module + QLatin1Char('.') + name;
    if (!isKnown(whole)) {
      refuse(whole.left(200));
      return;
    }
    Node node;
    node.kind = Node::Kind::Name;
    node.name = whole;
    push(std::move(node));
  }
  void pushNameFromStack() {
    if (!has(2)) return;
    const NodeId name = pop();
    const NodeId module = pop();
    if (graph_.at(name).kind != Node::Kind::Text || graph_.at(module).kind != Node::Kind::Text) {
      fail(Texts::tr("a name is no text"));
      return;
    }
    pushName(QString::fromUtf8(graph_.at(module).bytes), QString::fromUtf8(graph_.at(name).bytes));
  }
  /// A call that is noted, not made.
  void pushObject() {
    if (!has(2)) return;
    const NodeId arguments = pop();
    const NodeId callee = pop();
    if (graph_.at(callee).kind != Node::Kind::Name || graph_.at(arguments).kind != Node::Kind::Tuple) {
      refuse(Texts::tr("a call of something that is no name"));
      return;
    }
    Node node;
    node.kind = Node::Kind::Object;
    node.items = {callee, arguments};
    push(std::move(node));
  }
  void setState() {
    if (!has(2)) return;
    const NodeId state = pop();
    Node& object = graph_.nodes[stack_.back()];
    if (object.kind != Node::Kind::Object || object.hasState) {
      fail(Texts::tr("a state is given to what takes none"));
      return;
    }
    object.hasState = true;
    object.state = state;
  }
  void remember(std::uint32_t place) {
    if (has(1)) memo_[place] = stack_.back();
  }
  void recall(std::uint32_t place) {
    const auto found = memo_.find(place);
    if (error_) return;
    if (found == memo_.end())
      fail(Texts::tr("it refers to a value that it does not hold"));
    else
      stack_.push_back(found->second);
  }
  void pushLong() {
    const auto length = number<std::uint8_t>();
    const QByteArrayView digits = take(length);
    if (error_) return;
    if (length > 8) {
      refuse(Texts::tr("a number of %1 bytes").arg(length));
      return;
    }
    std::uint64_t value =
        length > 0 && (static_cast<unsigned char>(digits.back()) & 0x80U) != 0 ? ~0ULL : 0ULL;
    for (qsizetype n = digits.size() - 1; n >= 0; --n)
      value = (value << 8U) | static_cast<unsigned char>(digits[n]);
    pushNumber(Node::Kind::Int, static_cast<std::int64_t>(value));
  }
  void pushReal() {
    const QByteArrayView taken = take(8);
    if (error_) return;
    Node node;
    node.kind = Node::Kind::Float;
    node.real = qFromBigEndian<double>(taken.data());
    push(std::move(node));
  }
  void stop() {
    if (stack_.size() != 1 || !marks_.empty()) {
      fail(Texts::tr("it ends with %1 values instead of one").arg(stack_.size()));
      return;
    }
    graph_.root = stack_.back();
    isDone_ = true;
  }

  void step() {
    const auto opcode = number<std::uint8_t>();
    if (error_) return;
    switch (opcode) {
      case 0x80: {  // PROTO
        const auto protocol = number<std::uint8_t>();
        if (!error_ && (protocol < 2 || protocol > 5)) refuse(Texts::tr("protocol %1").arg(protocol));
        break;
      }
      case 0x95: {  // FRAME
        const auto length = number<std::uint64_t>();
        if (!error_ && length > static_cast<std::uint64_t>(bytes_.size() - at_))
          fail(Texts::tr("it ends early"));
        break;
      }
      case '.':
        stop();
        break;
      case '(':
        marks_.push_back(stack_.size());
        if (marks_.size() > kMostStack) fail(Texts::tr("it holds more values than any table of slices"));
        break;
      case '0':  // POP
        if (has(1)) pop();
        break;
      case '1':  // POP_MARK
        popToMark();
        break;
      case 'N':
        pushEmpty(Node::Kind::None);
        break;
      case 0x88:
      case 0x89:
        pushNumber(Node::Kind::Bool, opcode == 0x88 ? 1 : 0);
        break;
      case 'J':
        pushNumber(Node::Kind::Int, number<std::int32_t>());
        break;
      case 'K':
        pushNumber(Node::Kind::Int, number<std::uint8_t>());
        break;
      case 'M':
        pushNumber(Node::Kind::Int, number<std::uint16_t>());
        break;
      case 0x8a:  // LONG1
        pushLong();
        break;
      case 'G':
        pushReal();
        break;
      case 'C':
        pushBytes(Node::Kind::Bytes, counted<std::uint8_t>());
        break;
      case 'B':
        pushBytes(Node::Kind::Bytes, counted<std::uint32_t>());
        break;
      case 0x8e:  // BINBYTES8
      case 0x96:  // BYTEARRAY8
        pushBytes(Node::Kind::Bytes, counted<std::uint64_t>());
        break;
      case 0x8c:
        pushBytes(Node::Kind::Text, counted<std::uint8_t>());
        break;
      case 'X':
        pushBytes(Node::Kind::Text, counted<std::uint32_t>());
        break;
      case 0x8d:
        pushBytes(Node::Kind::Text, counted<std::uint64_t>());
        break;
      case ')':
        pushEmpty(Node::Kind::Tuple);
        break;
      case ']':
        pushEmpty(Node::Kind::List);
        break;
      case '}':
        pushEmpty(Node::Kind::Dict);
        break;
      case 't':
        pushTuple(popToMark());
        break;
      case 0x85:
      case 0x86:
      case 0x87:
        pushTuple(static_cast<std::size_t>(opcode - 0x84));
        break;
      case 'a':
        if (has(2)) extend(Node::Kind::List, {pop()});
        break;
      case 'e':
        extend(Node::Kind::List, popToMark());
        break;
      case 's':
        if (has(3)) {
          const NodeId value = pop();
          const NodeId key = pop();
          extend(Node::Kind::Dict, {key, value});
        }
        break;
      case 'u':
        extend(Node::Kind::Dict, popToMark());
        break;
      case 'q':
        remember(number<std::uint8_t>());
        break;
      case 'r':
        remember(number<std::uint32_t>());
        break;
      case 0x94:  // MEMOIZE
        remember(static_cast<std::uint32_t>(memo_.size()));
        break;
      case 'h':
        recall(number<std::uint8_t>());
        break;
      case 'j':
        recall(number<std::uint32_t>());
        break;
      case 'c': {
        const QString module = QString::fromUtf8(line());
        pushName(module, QString::fromUtf8(error_ ? QByteArrayView() : line()));
        break;
      }
      case 0x93:
        pushNameFromStack();
        break;
      case 'R':
      case 0x81:  // NEWOBJ
        pushObject();
        break;
      case 'b':
        setState();
        break;
      default:
        refuse(Texts::tr("the operation 0x%1").arg(opcode, 2, 16, QLatin1Char('0')));
    }
  }

  QByteArrayView bytes_;
  qsizetype at_ = 0;
  Graph graph_;
  std::vector<NodeId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, NodeId> memo_;
  std::optional<Error> error_;
  bool isDone_ = false;
};

}  // namespace

Result<Graph> readGraph(QByteArrayView bytes) {
  return Machine(bytes).run();
}

}  // namespace uptake::pickle

#pragma once

#include <QString>

#include <optional>

namespace uptake {

/// What a command can be found by.
struct CommandNames {
  QString text;
  QString section;
  QString id;
  QString keys;
};

/// How well what was typed names a command, 0 best; `std::nullopt` when it does not. Each typed word must be
/// found, in whatever case and with or without accents: as the beginning of a word of the text, inside the
/// text, as the beginnings of some of its words ("fiho" for "Fill holes"), in the section, in the id; or all
/// that is typed is its key. Nothing typed names every command.
std::optional<int> matchOf(const QString& typed, const CommandNames& names);

}  // namespace uptake

#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace uptake {

class ActionTable;

/// The place in the handbook ("boxes", "read#suv") about a widget, or about what holds it. A widget, or the
/// action of a tool, names its place itself by the property "handbookChapter"; others are known by their
/// object names, classes or ids. Of anything else in the window the tool in hand says what a person is about;
/// without a widget, the first chapter.
QString handbookPlaceOf(const QWidget* widget, const ActionTable& actions);

/// What is known by name, for a test that each of it is there: "name place".
QStringList handbookSubjects();

}  // namespace uptake

#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace uptake {

/// What OpenGL says of itself on this machine.
struct OpenGLFacts {
  QString vendor;
  QString renderer;
  QString version;
  int largestTexture = 0;        ///< pixels along an edge
  int largestVolumeTexture = 0;  ///< voxels along an edge
  bool operator==(const OpenGLFacts&) const = default;

  /// Drawn by the processor: a graphics card is not there or has no driver.
  bool isSoftware() const;
  /// The version is one that VTK can draw with: 3.2.
  bool suffices() const;
};

/// Asks OpenGL. Loads the driver, which takes 50 ms and more, and may bring the process down where the driver
/// is broken: ask in a process of its own where that matters. std::nullopt where no context can be made.
/// Needs a QGuiApplication; on its thread.
std::optional<OpenGLFacts> askOpenGL();

/// One line of JSON for settings and other processes; "null" for no OpenGL. std::nullopt of the outer kind
/// when the text is no such line.
QByteArray toText(const std::optional<OpenGLFacts>& facts);
std::optional<std::optional<OpenGLFacts>> factsFromText(const QByteArray& text);

}  // namespace uptake

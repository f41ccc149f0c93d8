// What nearly every source includes, directly or through core's headers; see cmake/Precompiled.cmake. Sources
// still name what they use: a build without precompiled headers (UPTAKE_PRECOMPILED=OFF, as ./dev lint uses)
// fails otherwise.
#pragma once

#include "core/geometry/image_grid.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "core/volume/volume.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#pragma once

#include <QString>

#include <optional>

// Images in HDF5 files: datasets of three dimensions, indexed [x, y, z] as nibabel's arrays are. Between the
// parts of the program a dataset goes by a path of its own, that of the file with that of the dataset behind
// it: "/data/case.h5/patient/study/suv".

namespace uptake::hdf5 {

struct Place {
  QString file;
  QString dataset;  ///< "/patient/study/suv"
};

/// By the ending of its name: .h5 or .hdf5.
bool isHdf5File(const QString& name);

/// The file and the dataset of such a path; std::nullopt for every other path.
std::optional<Place> placeOf(const QString& path);

/// The file that a path is in: that of a dataset, else the path itself.
QString fileOf(const QString& path);

}  // namespace uptake::hdf5

#pragma once

#include "app/session/readers/readings.h"
#include "core/geometry/index_box.h"
#include "core/jobs/job_runner.h"
#include "core/measure/reader_statistics.h"

#include <optional>
#include <vector>

namespace uptake::readers {

/// By reader and reader; empty where it is undefined, and from a reader to itself.
using ReaderMatrix = std::vector<std::vector<std::optional<double>>>;

/// A mask that several readers have in common.
struct ConsensusFigures {
  double volumeMl = 0.0;
  std::vector<std::optional<double>> dice;  ///< by reader, with it
};

struct StapleFigures {
  ConsensusFigures consensus;
  std::vector<std::optional<double>> sensitivity;  ///< by reader
  std::vector<std::optional<double>> specificity;
  Eigen::Vector3i region = Eigen::Vector3i::Zero();  ///< voxels of the box that was looked at
  int iterations = 0;
};

/// How the masks of a case agree.
struct CaseAgreement {
  QString name;
  std::vector<std::optional<double>> volumesMl;  ///< by reader
  ReaderMatrix dice;                             ///< undefined where both are empty
  std::optional<double> meanDice;                ///< of the pairs
  std::optional<ConsensusFigures> majority;      ///< std::nullopt when no reader found anything
  std::optional<StapleFigures> staple;           ///< likewise
  QStringList problems;
};

struct AgreementOptions {
  double marginMm = 10.0;     ///< of STAPLE's region
  double iou = 0.5;           ///< from which two boxes mean the same
  QString stapleFolder = {};  ///< where consensus masks are written, "<case>.nii.gz"; empty: nowhere
  QString majorityFolder = {};
};

/// Kappa of some classes.
struct KappaFigure {
  enum class Of {
    CaseHasLesion,  ///< whether a mask labels anything, over cases
    BoxClass,       ///< over boxes that the readers have in common
    SliceClass,     ///< over slices of tables
  };
  Of of = Of::CaseHasLesion;
  std::vector<std::size_t> readers;  ///< two (Cohen), or all (Fleiss)
  bool isWeighted = false;           ///< quadratically, with the classes in the order of their names
  Kappa kappa;
};

/// Bland–Altman of the volumes of two readers, first − second.
struct VolumeBias {
  std::size_t first = 0;
  std::size_t second = 0;
  BlandAltman figures;
};

struct AgreementSummary {
  ReaderMatrix dice;               ///< means over the cases
  std::optional<double> meanDice;  ///< of the pairs
  int casesOfAll = 0;              ///< that every reader read
  Intraclass volumes;              ///< over those
  std::vector<VolumeBias> biases;
  int images = 0;  ///< with boxes of any reader
  ReaderMatrix boxF1;
  std::optional<double> meanBoxF1;
  std::vector<KappaFigure> kappas;
};

/// Reads and compares the masks of a case, on the voxels of the first reader who has some.
CaseAgreement agreementOfCase(const ReadCase& read, const AgreementOptions& options, JobControl& control);

/// What the cases, boxes and classes say together.
///
/// F1 of two readers' boxes is 2·n / (n₁ + n₂), n of the boxes that pairBoxes() finds to mean the same, over
/// all images that both read: boxes have no true negatives, so that there is no kappa of their places. Kappa
/// of their classes is over those pairs; Fleiss' over boxes of which every pair of readers means the same.
AgreementSummary agreementOfAll(const Readings& readings, const std::vector<CaseAgreement>& cases,
                                const AgreementOptions& options);

}  // namespace uptake::readers

#pragma once

#include "annotation/lesions/box_voxels.h"
#include "annotation/lesions/lesion_figures.h"
#include "core/document/case_document.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// A set of lesions: those of a mask, or those that the boxes on the images of one series make.
struct LesionSource {
  MaskId mask = MaskId::None;
  int stack = -1;               ///< of CaseDocument::imageStacks(), for boxes
  QString frameOfReferenceUid;  ///< of that series; empty: not known. A mask has its own.

  bool isMask() const { return mask != MaskId::None; }
  bool isBoxes() const { return !isMask() && stack >= 0; }
  bool operator==(const LesionSource&) const = default;
};

/// Keeps the figures of one set of lesions up to date while they are drawn on, in the images of the case:
/// what was touched is measured again, the rest is not looked at. Small lesions are measured at once, a
/// moment after the change; large ones in the background. Until that is done they have no figures, never
/// earlier ones. Works only while it is active, so that a table that is not seen costs nothing.
class LesionFindings : public QObject {
  Q_OBJECT

 public:
  explicit LesionFindings(const CaseDocument& document, QObject* parent = nullptr);
  ~LesionFindings() override;

  const CaseDocument& document() const { return document_; }
  void setSource(const LesionSource& source);
  const LesionSource& source() const { return source_; }
  void setActive(bool active);

  /// The lesions that have voxels, ascending: a mask's by label, those of boxes by the id of their first box.
  /// A lesion keeps its number as long as it is there.
  std::vector<int> lesions() const;
  /// Null while they are worked out. They have no values of an image in another frame of reference.
  const LesionFigures* figures(int lesion) const;
  /// The figures of all lesions together; std::nullopt while those of any are worked out, or without lesions.
  const std::optional<LesionFigures>& all() const { return all_; }
  /// Null when there is no such lesion.
  const LesionVoxels* voxels(int lesion) const;
  /// The lesion of boxes with this number; null for another number, and for masks.
  const BoxLesion* boxLesion(int lesion) const;

  /// The images that the lesions are measured in; null when there is none in their frame of reference.
  const std::shared_ptr<const Volume>& pet() const { return measurer_->pet(); }
  const std::shared_ptr<const Volume>& ct() const { return measurer_->ct(); }
  /// An image is there, but in another frame of reference.
  bool isPetElsewhere() const { return document_.pet() && !pet(); }
  bool isCtElsewhere() const { return document_.ct() && !document_.ct()->isColour() && !ct(); }

  /// Slices of the images were read; `all`: all of them by now.
  void takeSlices(bool all);

  /// Everything is measured.
  bool isSettled() const;
  /// Brings everything up to date that can be waited for, now instead of in a moment.
  void settleNow();
  /// How many times a lesion was measured so far: one that was not touched is not measured again.
  int measuredCount() const { return measuredCount_; }

 Q_SIGNALS:
  /// There may be other lesions than before, or other images.
  void lesionsChanged();
  /// The figures of a lesion are there, or are no longer.
  void figuresChanged(int lesion);
  void allChanged();

 private:
  struct Entry {
    LesionVoxels voxels;
    std::optional<BoxLesion> boxLesion;
    std::optional<BoxSides> sides;
    std::optional<LesionFigures> figures;
    int revision = 0;
  };

  void restart();
  void takeImages();
  void takeUp();
  void takeUpMask();
  void takeUpBoxes();
  void work();
  void measureLater();
  void startJob();
  void setFigures(int lesion, LesionFigures figures);
  void forgetFigures(int lesion, Entry& entry);
  void addUp();
  bool isInFrame(const Volume& image) const;

  const CaseDocument& document_;
  LesionSource source_;
  bool active_ = false;
  bool isStale_ = true;  ///< the lesions of the source were not taken up yet
  std::map<int, Entry> entries_;
  std::optional<LesionFigures> all_;
  std::optional<MaskLesions> maskLesions_;
  bool maskChanged_ = false;  ///< since maskLesions_ was brought up to date
  bool boxesChanged_ = false;
  std::shared_ptr<LesionMeasurer> measurer_ = std::make_shared<LesionMeasurer>(nullptr, nullptr);
  int measuredCount_ = 0;
  int revision_ = 0;
  QTimer timer_;
  JobRunner job_;  // last: it is waited for before what it refers to goes
};

}  // namespace uptake

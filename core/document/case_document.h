#pragma once

#include "core/box/box_agreement.h"
#include "core/box/box_lesion.h"
#include "core/document/document_part.h"
#include "core/mask/mask_layer.h"
#include "core/measure/measurement.h"
#include "core/review/lesion_decision.h"
#include "core/volume/volume.h"

#include <QObject>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <typeindex>
#include <vector>

namespace uptake {

/// What is open: the images of one study and everything drawn on them. Views watch its signals, which say
/// what changed and where; only loaders and undo commands call what changes it. Lives on the UI thread.
class CaseDocument : public QObject {
  Q_OBJECT

 public:
  explicit CaseDocument(QObject* parent = nullptr);
  ~CaseDocument() override;

  /// Counts up with every change of what is drawn (not of how it is shown).
  qint64 changes() const { return changes_; }

  // Images. Either may be null. In the place of the CT may be any other image that is no PET: MR, say, or
  // pictures in colour; its unit says. Changing them keeps what is drawn.
  const std::shared_ptr<const Volume>& ct() const { return ct_; }
  const std::shared_ptr<const Volume>& pet() const { return pet_; }
  void setImages(std::shared_ptr<const Volume> ct, std::shared_ptr<const Volume> pet);
  /// Forgets images and everything drawn.
  void clear();
  /// Where the stored images of the study lie: those of every series that makes a volume. The CT's and PET's
  /// images are added when they are missing.
  void setImageStacks(std::vector<ImageStack> stacks);
  const ImageStacks& imageStacks() const { return stacks_; }

  // Boxes, on any stored image of the study (not only of the series that is shown).
  const std::map<BoxId, Box>& boxes() const { return boxes_; }
  const Box* box(BoxId id) const;
  std::vector<Box> boxesOn(const QString& sopInstanceUid) const;
  /// Adds a box; with BoxId::None it gets a new id. Returns the id.
  BoxId insertBox(Box box);
  /// Replaces the box with the same id.
  void updateBox(const Box& box);
  /// Removes and returns it.
  Box takeBox(BoxId id);

  // Lesions of boxes: see groupBoxes().
  const std::vector<BoxLesion>& boxLesions() const;
  /// The lesion that a box is of, or null when there is no such box.
  const BoxLesion* lesionOf(BoxId id) const;
  /// What persons decided about pairs of boxes, also of boxes that were removed, since an undo brings them
  /// back.
  const BoxTies& boxTies() const { return boxTies_; }
  /// std::nullopt removes the tie: their places decide again, see followsOn().
  void setBoxTie(const BoxPair& pair, std::optional<BoxTie> tie);
  /// Boxes that are not shown. Part of what is open, like MaskDisplay: neither undone nor saved.
  bool isBoxHidden(BoxId id) const { return hiddenBoxes_.contains(id); }
  void setBoxesHidden(std::span<const BoxId> boxes, bool hidden);

  /// Boxes of a model or of other readers, to be judged: neither drawn on nor saved. Replaced as a whole.
  const std::vector<ScoredBox>& predictedBoxes() const { return predictedBoxes_; }
  void setPredictedBoxes(std::vector<ScoredBox> boxes);

  // Measurements.
  const std::map<MeasurementId, Measurement>& measurements() const { return measurements_; }
  const Measurement* measurement(MeasurementId id) const;
  /// Adds a measurement; with MeasurementId::None it gets a new id. Returns the id.
  MeasurementId insertMeasurement(Measurement measurement);
  /// Replaces the measurement with the same id.
  void updateMeasurement(const Measurement& measurement);
  /// Removes and returns it.
  Measurement takeMeasurement(MeasurementId id);
  bool isOnImages(const Measurement& measurement) const {
    return isOnImages(measurement.frameOfReferenceUid);
  }
  /// Whether positions in a frame of reference hold on the images: it is that of one of them, or it or that
  /// of an image is not stated, or there are no images.
  bool isOnImages(const QString& frameOfReferenceUid) const;

  // Masks, in the order they are listed and painted.
  const std::vector<std::unique_ptr<MaskLayer>>& masks() const { return masks_; }
  const MaskLayer* mask(MaskId id) const;
  int maskPosition(MaskId id) const;
  /// Adds a mask at `position` (-1: last); with MaskId::None it gets a new id. Returns the id.
  MaskId insertMask(std::unique_ptr<MaskLayer> mask, int position = -1);
  std::unique_ptr<MaskLayer> takeMask(MaskId id);
  void renameMask(MaskId id, const QString& name);
  /// Called when a mask was saved.
  void setMaskProvenance(MaskId id, const MaskProvenance& provenance);
  /// Adds the segment, or replaces the one with its number.
  void setSegment(MaskId id, const Segment& segment);
  /// Removes the segment from the list. Its voxels stay: the caller clears them.
  void removeSegment(MaskId id, Label number);
  void setMaskDisplay(MaskId id, const MaskDisplay& display);
  void setMaskLocks(MaskId id, const MaskLocks& locks);

  /// Writes each run's `after` (or, reverted, its `before`) into the mask: the one way in which voxels
  /// change. Emits maskVoxelsChanged() once with the box around all runs.
  void applyRuns(MaskId id, std::span<const LabelEdit> runs);
  void revertRuns(MaskId id, std::span<const LabelEdit> runs);

  // Classes of single images, where the CT is a table of slices (SeriesSource::isTable).
  /// One class a slice of the CT, k ascending; empty for any other image.
  const QStringList& sliceClasses() const { return sliceClasses_; }
  void setSliceClasses(const QStringList& classes);
  void setSliceClass(int slice, const QString& name);

  // What a person decided about predicted lesions.
  const LesionDecisions& decisions() const { return decisions_; }
  /// `std::nullopt` removes the decision.
  void setDecision(const PredictedLesion& lesion, const std::optional<LesionDecision>& decision);

  /// What is drawn of a further kind, which is made empty when it is first asked for. Its changes count in
  /// changes(), and clear() clears it. `Part` is a DocumentPart that can be made without arguments.
  template <class Part>
  Part& part() {
    std::unique_ptr<DocumentPart>& known = parts_[typeid(Part)];
    if (!known) known = counted(std::make_unique<Part>());
    return static_cast<Part&>(*known);
  }

 Q_SIGNALS:
  void imagesChanged();
  /// Something about the boxes on this stored image changed.
  void boxesChanged(const QString& sopInstanceUid);
  void boxTiesChanged();
  /// Which boxes are shown: no change of the annotation.
  void boxDisplayChanged();
  void predictedBoxesChanged();
  void decisionsChanged();
  void sliceClassesChanged();
  void measurementsChanged();
  /// Masks were added, removed, renamed or saved.
  void masksChanged();
  /// A mask's list of segments changed (names, colours, which there are).
  void segmentsChanged(uptake::MaskId id);
  /// How a mask is shown, or what of it is locked: no change of the annotation.
  void maskDisplayChanged(uptake::MaskId id);
  /// Voxels of a mask changed, all inside `region` (indices of the mask's grid).
  void maskVoxelsChanged(uptake::MaskId id, const uptake::IndexBox& region);

 private:
  std::unique_ptr<DocumentPart> counted(std::unique_ptr<DocumentPart> part);
  void gatherStacks();
  MaskLayer& layer(MaskId id);
  void writeRuns(MaskId id, std::span<const LabelEdit> runs, Label LabelEdit::*value);

  std::shared_ptr<const Volume> ct_;
  std::shared_ptr<const Volume> pet_;
  std::vector<ImageStack> namedStacks_;
  ImageStacks stacks_;
  std::map<BoxId, Box> boxes_;
  BoxTies boxTies_;
  std::set<BoxId> hiddenBoxes_;
  mutable std::optional<std::vector<BoxLesion>> boxLesions_;  ///< std::nullopt: not worked out yet
  std::map<MeasurementId, Measurement> measurements_;
  std::vector<std::unique_ptr<MaskLayer>> masks_;
  std::vector<ScoredBox> predictedBoxes_;
  LesionDecisions decisions_;
  QStringList sliceClasses_;
  std::map<std::type_index, std::unique_ptr<DocumentPart>> parts_;
  int nextBoxId_ = 1;
  int nextMeasurementId_ = 1;
  int nextMaskId_ = 1;
  qint64 changes_ = 0;
};

}  // namespace uptake

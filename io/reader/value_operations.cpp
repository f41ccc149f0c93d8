#include "io/masks/value_image.h"
#include "io/masks/value_image_p.h"
#include "io/reader/envelope_p.h"
#include "io/seg/mask_stream_p.h"

// Both ends of reading the numbers of an image file.

namespace uptake {

using namespace reader;

namespace reader {

MaskAnswer handleValues(Operation operation, QDataStream& in) {
  QString file;
  get(in, file);
  if (operation == Operation::ValueGrid) {
    const Result<ImageGrid> grid = in_process::gridOfValueImage(file);
    return {bytesOf([&](QDataStream& out) {
              putOutcome(out, grid);
              if (grid) writeGrid(out, *grid);
            }),
            false};
  }
  QString bufferKey;
  get(in, bufferKey);
  const Result<void> read = in_process::readValueImage(file, bufferKey);
  return {bytesOf([&](QDataStream& out) {
            put(out, read.ok() ? std::optional<Error>() : std::optional<Error>(read.error()));
          }),
          false};
}

}  // namespace reader

Result<std::shared_ptr<Volume>> readValueImage(const QString& file, ValueUnit unit, const QString& unitLabel,
                                               const JobControl& control) {
  const auto answer = askReader(
      requestOf(Operation::ValueGrid, [&](QDataStream& out) { put(out, file); }), file, control);
  if (!answer) return answer.error();
  QDataStream in(*answer);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  const Result<ImageGrid> grid = readGrid(in);
  if (!grid) return invalidAnswer(file);
  SeriesSource source;
  source.modality = QStringLiteral("PT");
  source.slices.resize(static_cast<std::size_t>(grid->size().z()));
  auto volume = Volume::create(*grid, VoxelType::Float32, unit, unitLabel, std::move(source), 0.0);
  if (!volume) return Error{volume.error().kind, volume.error().message, file};
  const auto done = askReader(requestOf(Operation::Values,
                                        [&](QDataStream& out) {
                                          put(out, file);
                                          put(out, (*volume)->bufferKey());
                                        }),
                              file, control);
  if (!done) return done.error();
  QDataStream said(*done);
  said.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(said)) return *failure;
  for (int k = 0; k < grid->size().z(); ++k) (*volume)->publishSlice(k, Volume::SliceState::Loaded);
  return volume.take();
}

}  // namespace uptake

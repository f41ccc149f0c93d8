#include "io/dicom/palette_p.h"

#include <QCoreApplication>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <array>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

struct PaletteTags {
  DcmTagKey descriptor;
  DcmTagKey data;
  const char* descriptorName;
  const char* dataName;
};

const std::array<PaletteTags, 3> kPaletteTags{{
    {DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData,
     "RedPaletteColorLookupTableDescriptor (0028,1101)", "RedPaletteColorLookupTableData (0028,1201)"},
    {DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData,
     "GreenPaletteColorLookupTableDescriptor (0028,1102)", "GreenPaletteColorLookupTableData (0028,1202)"},
    {DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData,
     "BluePaletteColorLookupTableDescriptor (0028,1103)", "BluePaletteColorLookupTableData (0028,1203)"},
}};

struct PaletteShape {
  int entries = 0;
  int first = 0;
  int bits = 0;
  bool operator==(const PaletteShape&) const = default;
};

Error paletteError(const QString& message) {
  return {ErrorKind::Inconsistent, Texts::tr("The palette is damaged: %1").arg(message), {}};
}

/// Files state it as US or SS.
std::optional<int> descriptorValue(DcmItem& dataset, const DcmTagKey& tag, unsigned long place) {
  Uint16 number = 0;
  if (dataset.findAndGetUint16(tag, number, place).good()) return number;
  Sint16 negative = 0;
  if (dataset.findAndGetSint16(tag, negative, place).good()) return static_cast<Uint16>(negative);
  return std::nullopt;
}

Result<PaletteShape> shapeOf(DcmItem& dataset, const PaletteTags& tags) {
  const QString name = QLatin1String(tags.descriptorName);
  const auto entries = descriptorValue(dataset, tags.descriptor, 0);
  const auto first = descriptorValue(dataset, tags.descriptor, 1);
  const auto bits = descriptorValue(dataset, tags.descriptor, 2);
  if (!entries || !first || !bits)
    return paletteError(Texts::tr("%1 is missing or is not three numbers.").arg(name));
  if (*bits != 8 && *bits != 16)
    return paletteError(
        Texts::tr("%1 states entries of %2 bits; 8 and 16 are allowed.").arg(name).arg(*bits));
  constexpr int kMostEntries = 65536;  // stated as 0
  return PaletteShape{*entries == 0 ? kMostEntries : *entries, *first, *bits};
}

/// The upper 8 bits of each entry.
Result<std::vector<std::uint8_t>> tableOf(DcmItem& dataset, const PaletteTags& tags,
                                          const PaletteShape& shape) {
  const QString name = QLatin1String(tags.dataName);
  const Uint16* words = nullptr;
  unsigned long count = 0;
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(tags.data, element).bad() || element == nullptr ||
      dataset.findAndGetUint16Array(tags.data, words, &count).bad() || words == nullptr) {
    if (dataset.tagExists(DCM_SegmentedRedPaletteColorLookupTableData))
      return Error{ErrorKind::NotSupported,
                   Texts::tr("The palette is segmented (SegmentedRedPaletteColorLookupTableData, 0028,1221), "
                             "which is not read."),
                   {}};
    return paletteError(Texts::tr("%1 is missing or empty.").arg(name));
  }
  const auto entries = static_cast<unsigned long>(shape.entries);
  const bool isPacked = shape.bits == 8 && count < entries;
  if (count < (isPacked ? (entries + 1) / 2 : entries))
    return paletteError(Texts::tr("%1 has %2 bytes, but its descriptor states %3 entries of %4 bits.")
                            .arg(name)
                            .arg(2 * count)
                            .arg(entries)
                            .arg(shape.bits));
  std::vector<std::uint8_t> table(entries);
  for (unsigned long i = 0; i < entries; ++i) {
    // Two entries of 8 bits a word, the lower one first (PS3.5 A.1); some writers spend a word on each.
    const unsigned word = words[isPacked ? i / 2 : i];
    const bool isUpper = isPacked ? i % 2 == 1 : shape.bits == 16;
    if (!isPacked && shape.bits == 8 && word > 0xff)
      return paletteError(
          Texts::tr("%1 holds %2, but its descriptor states entries of 8 bits.").arg(name).arg(word));
    table[i] = static_cast<std::uint8_t>(isUpper ? word >> 8 : word & 0xffU);
  }
  return table;
}

}  // namespace

Result<Palette> readPalette(DcmItem& dataset) {
  std::array<std::vector<std::uint8_t>, 3> tables;
  std::optional<PaletteShape> common;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto shape = shapeOf(dataset, kPaletteTags[i]);
    if (!shape) return shape.error();
    if (common && *common != *shape)
      return paletteError(
          Texts::tr("%1 differs from that of red; the three have to be equal (PS3.3 C.7.6.3.1.5).")
              .arg(QLatin1String(kPaletteTags[i].descriptorName)));
    common = *shape;
    auto table = tableOf(dataset, kPaletteTags[i], *shape);
    if (!table) return table.error();
    tables[i] = table.take();
  }
  Palette palette;
  palette.first = common->first;
  palette.colours.resize(tables[0].size());
  for (std::size_t i = 0; i < palette.colours.size(); ++i)
    palette.colours[i] = {tables[0][i], tables[1][i], tables[2][i]};
  return palette;
}

}  // namespace uptake::dicom

#include "io/libraries/library_module_p.h"

#include <QCoreApplication>
#include <QFile>

#include <array>
#include <memory>
#include <zip.h>

namespace uptake::libraries {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Sheet)
};

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Close {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

Error damagedMember(const QString& name, const char* reason) {
  return {ErrorKind::FileUnreadable,
          Texts::tr("its part %1 cannot be unpacked: %2").arg(name, QString::fromUtf8(reason)),
          {}};
}

}  // namespace

Result<std::optional<QByteArray>> readZipMember(const QString& file, const QString& name, qint64 largest) {
  int failure = 0;
  const std::unique_ptr<zip_t, Discard> archive(
      zip_open(QFile::encodeName(file).constData(), ZIP_RDONLY, &failure));
  if (!archive) {
    zip_error_t error;
    zip_error_init_with_code(&error, failure);
    const QString reason = QString::fromUtf8(zip_error_strerror(&error));
    zip_error_fini(&error);
    return Error{
        ErrorKind::FileUnreadable, Texts::tr("it is no zip archive, or damaged: %1").arg(reason), {}};
  }
  const zip_int64_t index = zip_name_locate(archive.get(), name.toUtf8().constData(), 0);
  if (index < 0) return std::optional<QByteArray>();
  zip_stat_t about;
  if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(index), 0, &about) == 0 &&
      (about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
    return Error{ErrorKind::NotSupported, Texts::tr("it is encrypted"), {}};
  const std::unique_ptr<zip_file_t, Close> member(
      zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(index), 0));
  if (!member) return damagedMember(name, zip_strerror(archive.get()));
  QByteArray bytes;
  std::array<char, 64 * 1024> block{};
  for (;;) {
    const zip_int64_t read = zip_fread(member.get(), block.data(), block.size());
    if (read < 0) return damagedMember(name, zip_file_strerror(member.get()));
    if (read == 0) return std::optional<QByteArray>(std::move(bytes));
    if (bytes.size() + read > largest)
      return Error{ErrorKind::NotSupported,
                   Texts::tr("its part %1 is larger than %2 MiB once unpacked").arg(name).arg(largest >> 20),
                   {}};
    bytes.append(block.data(), static_cast<qsizetype>(read));
  }
}

}  // namespace uptake::libraries

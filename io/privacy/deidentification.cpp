#include "io/privacy/deidentification.h"

#include "io/seg/dicom_item_p.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace uptake {

QString Deidentification::uid(const QString& uid) const {
  if (uid.isEmpty() || keepUids) return uid;
  const QByteArray hash = QMessageAuthenticationCode::hash(uid.toUtf8(), uidKey, QCryptographicHash::Sha256);
  return seg::uidFrom(QString::fromLatin1(hash.toHex()));
}

}  // namespace uptake

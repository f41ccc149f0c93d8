#include "app/features/machine/machine_dialog.h"

#include "app/shell/graphics/graphics_setting.h"
#include "core/jobs/parallel.h"
#include "core/platform/platform.h"

#include <QClipboard>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QSysInfo>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

namespace {

double megabytes(std::size_t bytes) {
  return static_cast<double>(bytes) / (1024.0 * 1024.0);
}

QString line(const QString& name, const QString& value) {
  return name + QStringLiteral(": ") + value + QLatin1Char('\n');
}

QString timesText(std::vector<double> times) {
  if (times.empty()) return MachineDialog::tr("none yet: open a study and look through it");
  std::ranges::sort(times);
  const QLocale locale;
  return MachineDialog::tr("%1 ms for a view at the median, %2 ms at worst (%n picture(s))", nullptr,
                           static_cast<int>(times.size()))
      .arg(locale.toString(times[times.size() / 2], 'f', 1), locale.toString(times.back(), 'f', 1));
}

QString screensText() {
  QStringList screens;
  for (const QScreen* screen : QGuiApplication::screens())
    screens.append(QStringLiteral("%1 × %2 × %3")
                       .arg(screen->size().width())
                       .arg(screen->size().height())
                       .arg(screen->devicePixelRatio()));
  return screens.join(QStringLiteral(", "));
}

}  // namespace

MachineDialog::MachineDialog(Rendering& rendering, const CaseDocument& document, QWidget* parent)
    : QDialog(parent),
      rendering_(rendering),
      document_(document),
      wish_(new QComboBox),
      text_(new QPlainTextEdit) {
  setObjectName(QStringLiteral("machineDialog"));
  setProperty("handbookChapter", QStringLiteral("troubleshooting#graphics-cards"));
  setWindowTitle(tr("About this machine"));
  resize(760, 400);
  wish_->setObjectName(QStringLiteral("renderer"));
  wish_->addItem(tr("Automatic: the graphics card where there is one"), wishId(RendererWish::Automatic));
  wish_->addItem(tr("Processor (raster)"), wishId(RendererWish::Raster));
  wish_->addItem(tr("Graphics card (vtk)"), wishId(RendererWish::Vtk));
  wish_->setCurrentIndex(wish_->findData(wishId(storedRendererWish())));
  text_->setObjectName(QStringLiteral("machineText"));
  text_->setAccessibleName(tr("This machine"));
  text_->setReadOnly(true);
  text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));

  auto* form = new QFormLayout;
  form->addRow(tr("&Views are painted by"), wish_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QPushButton* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(text_, 1);
  layout->addWidget(buttons);

  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
  connect(wish_, &QComboBox::activated, this, [this] { choose(); });
  const auto refresh = [this] { text_->setPlainText(text()); };
  connect(&rendering_, &Rendering::changed, this, refresh);
  refresh();
}

void MachineDialog::choose() {
  const RendererWish wish = wishWithId(wish_->currentData().toString()).value_or(RendererWish::Automatic);
  storeRendererWish(wish);
  chooseNow(rendering_, wish);
  text_->setPlainText(text());
}

QString MachineDialog::text() const {
  const QLocale locale;
  const bool onCard = rendering_.renderer() == Renderer::Vtk;
  QString text = line(QCoreApplication::applicationName(), QCoreApplication::applicationVersion());
  text += line(tr("Views"), onCard ? tr("painted by the graphics card (vtk). %1").arg(rendering_.reason())
                                   : tr("painted by the processor (raster). %1").arg(rendering_.reason()));
  text += line(tr("Frame times"), timesText(rendering_.frames()));
  std::size_t bytes = 0;
  for (const auto& image : {document_.ct(), document_.pet()}) bytes += image ? image->byteCount() : 0;
  text += line(
      tr("Images"),
      tr("%1 MB, as much on the card where it paints them").arg(locale.toString(megabytes(bytes), 'f', 0)));
  if (const auto known = knownOpenGL(); !known) {
    text += line(QStringLiteral("OpenGL"), tr("not asked yet"));
  } else if (!*known) {
    text += line(QStringLiteral("OpenGL"), tr("none on this display"));
  } else {
    const OpenGLFacts& facts = **known;
    text += line(QStringLiteral("OpenGL"), facts.version);
    text += line(tr("OpenGL renderer"), facts.renderer);
    text += line(tr("OpenGL vendor"), facts.vendor);
    text += line(tr("Largest textures"), tr("%1 pixels, in three dimensions %2 voxels along an edge")
                                             .arg(facts.largestTexture)
                                             .arg(facts.largestVolumeTexture));
  }
  text += line(tr("Screens"), screensText());
  text += line(tr("Processor"),
               tr("%n core(s), %1", nullptr, processorCount()).arg(QSysInfo::currentCpuArchitecture()));
  text +=
      line(tr("Memory"),
           tr("%1 MB for this program").arg(locale.toString(megabytes(platform::physicalMemory()), 'f', 0)));
  text += line(tr("System"), QSysInfo::prettyProductName() + QStringLiteral(", ") + QSysInfo::kernelType() +
                                 QLatin1Char(' ') + QSysInfo::kernelVersion());
  text += line(tr("Libraries"), QStringLiteral("Qt %1 (%2), " UPTAKE_LIBRARIES)
                                    .arg(QLatin1String(qVersion()), QGuiApplication::platformName()));
  return text;
}

}  // namespace uptake

#include "viewer/render/vtk/vtk_module.h"

#include "core/platform/program_files.h"

#include <QCoreApplication>
#include <QLibrary>

namespace uptake::vtk {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VtkModule)
};

Result<const Functions*> loadVtk() {
#if defined(Q_OS_WIN)
  const QString path = platform::programFile(QStringLiteral("uptake-vtk.dll"));
#else
  const QString path = platform::programFile(QStringLiteral("uptake-vtk.so"));
#endif
  QLibrary library(path);
  const auto entry = reinterpret_cast<const Functions* (*)()>(library.resolve("uptakeVtk"));
  if (entry == nullptr)
    return Error{ErrorKind::Internal,
                 Texts::tr("%1 cannot be loaded (%2). It is a part of the program: install it again.")
                     .arg(path, library.errorString()),
                 {}};
  return entry();
}

/// The renderer behind the interface that both have.
class CardRenderer : public ViewRenderer {
 public:
  explicit CardRenderer(std::unique_ptr<CardPainting> painting) : painting_(std::move(painting)) {}
  Result<void> paint(const ViewPlan& plan, QImage& image, const QRect& /*part*/) override {
    return painting_->paint(cardPlan(plan), image);
  }
  // What was loaded since is uploaded with every picture.
  void forgetImages() override {}

 private:
  std::unique_ptr<CardPainting> painting_;
};

}  // namespace

Result<const Functions*> module() {
  static const Result<const Functions*> loaded = loadVtk();
  return loaded;
}

Result<std::unique_ptr<ViewRenderer>> makeCardRenderer() {
  const auto loaded = module();
  if (!loaded) return loaded.error();
  auto painting = (*loaded)->makePainting();
  if (!painting) return painting.error();
  return std::unique_ptr<ViewRenderer>(std::make_unique<CardRenderer>(painting.take()));
}

}  // namespace uptake::vtk

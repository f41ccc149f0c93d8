#include "app/features/windowing/window_actions.h"

#include "app/features/windowing/user_windows_dialog.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"
#include "viewer/state/auto_window.h"

#include <QCoreApplication>
#include <QCursor>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// Wide enough for a vessel or a lesion with what surrounds it.
constexpr Millimetres kRadius{15.0};

/// The values of CT voxels inside a box.
std::vector<double> valuesIn(const Volume& ct, const Box& box) {
  std::vector<double> values;
  const int k = ct.sliceOf(box.sopInstanceUid);
  if (k < 0 || ct.isColour() || ct.sliceState(k) != Volume::SliceState::Loaded) return values;
  for (int j = box.rect.ymin; j <= box.rect.ymax; ++j)
    for (int i = box.rect.xmin; i <= box.rect.xmax; ++i)
      if (ct.grid().contains({i, j, k})) values.push_back(ct.value({i, j, k}));
  return values;
}

void windowFromRegion(ViewArea& views, ViewState& state, Session& session,
                      const std::function<void(const Window&)>& setCtWindow) {
  const auto refuse = [&] {
    session.messages().say(
        Texts::tr("Point at a part of an image, or select a box, to window by what it holds."));
  };
  const CaseDocument& document = session.openCase().document();
  const auto& beneath = document.ct();
  const bool isWhole = !beneath || beneath->unit() == ValueUnit::Hounsfield;
  if (const Box* box = document.box(session.openCase().selection().box()); box && beneath) {
    if (const auto window = autoWindow(valuesIn(*beneath, *box), isWhole)) return setCtWindow(*window);
  }
  const auto& shown = views.shownViews();
  const auto view = std::ranges::find_if(shown, [](SliceView* each) {
    return each->isVisible() && each->rect().contains(each->mapFromGlobal(QCursor::pos()));
  });
  if (view == shown.end() || !(*view)->leadingImage()) return refuse();
  SlicePlane plane = (*view)->plane();
  plane.origin = (*view)->toPatient((*view)->mapFromGlobal(QCursor::pos()));
  std::vector<double> values = valuesAround(*(*view)->leadingImage(), plane, kRadius);
  if ((*view)->leadingImage() == document.pet().get()) {
    const auto top = autoTop(std::move(values));
    return top ? state.setPetWindow({*top, *top / 2.0}) : refuse();
  }
  const auto window = autoWindow(std::move(values), isWhole);
  return window ? setCtWindow(*window) : refuse();
}

/// Adds the action of one of a person's own windows; away while there are fewer of them.
void addUserWindow(ActionTable& actions, UserWindows& windows, const CtWindowAccess& ct, int number,
                   QWidget& window) {
  constexpr int kWithKeys = 3;
  const QString id = QStringLiteral("window.user%1").arg(number + 1);
  const auto entry = [&windows, number]() -> const UserWindows::Entry* {
    const auto at = static_cast<std::size_t>(number);
    return at < windows.entries().size() ? &windows.entries()[at] : nullptr;
  };
  QAction* action =
      actions.add({.id = id,
                   .section = Texts::tr("Windows"),
                   .text = Texts::tr("Your window %1").arg(number + 1),
                   .keys = number < kWithKeys ? QList<QKeySequence>{QKeySequence(Qt::Key_7 + number)}
                                              : QList<QKeySequence>(),
                   .needs = Need::Ct | Need::Hounsfield,
                   .places = {{"window", 1}, {"bar.ct"}}},
                  &window, [entry, ct] {
                    if (entry()) ct.set(entry()->window);
                  });
  const auto show = [&actions, action, entry, id] {
    const UserWindows::Entry* own = entry();
    actions.setThere(id, own != nullptr);
    if (!own) return;
    QString name = own->name;
    action->setText(QStringLiteral("%1  %2 / %3")
                        .arg(name.replace(QLatin1Char('&'), QStringLiteral("&&")))
                        .arg(own->window.width)
                        .arg(own->window.level));
  };
  QObject::connect(&windows, &UserWindows::changed, action, show);
  show();
}

}  // namespace

void addUserWindowActions(ActionTable& actions, UserWindows& windows, const CtWindowAccess& ct,
                          QWidget& window) {
  for (int i = 0; i < UserWindows::kMost; ++i) addUserWindow(actions, windows, ct, i, window);
  actions.add({.id = QStringLiteral("window.edit"),
               .section = Texts::tr("Windows"),
               .text = Texts::tr("&Your windows…"),
               .places = {{"window", 1}, {"bar.ct"}}},
              &window, [&windows, ct, &window] {
                auto* dialog = new UserWindowsDialog(windows, ct.get(), &window);
                dialog->setAttribute(Qt::WA_DeleteOnClose);
                dialog->open();
              });
}

void addAutoWindowAction(ActionTable& actions, ViewArea& views, ViewState& state, Session& session,
                         const std::function<void(const Window&)>& setCtWindow, QWidget& window) {
  actions.add({.id = QStringLiteral("window.auto"),
               .section = Texts::tr("Windows"),
               .text = Texts::tr("&By what lies under the pointer or in the box"),
               .keys = {QKeySequence(Qt::Key_A)},
               .needs = Need::Image,
               .places = {{"window", 2}, {"bar.ct"}}},
              &window, [&views, &state, &session, setCtWindow] {
                windowFromRegion(views, state, session, setCtWindow);
              });
}

}  // namespace uptake

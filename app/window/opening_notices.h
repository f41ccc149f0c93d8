#pragma once

#include <functional>

class QObject;

namespace uptake {

class CaseController;
class NoticeCard;

/// Says in the middle of the window what could not be opened or imported, and why; and which series of the
/// study are not shown but can be, resampled or without duplicates. `offer` asks about that series: its
/// positions in the index.
void showOpeningNotices(CaseController& cases, NoticeCard& card, std::function<void(int, int, int)> offer);

}  // namespace uptake

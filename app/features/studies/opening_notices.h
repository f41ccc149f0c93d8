#pragma once

#include "core/identity/study_ref.h"

#include <functional>

class QObject;

namespace uptake {

class Session;
class NoticeCard;

/// Says in the middle of the window what could not be opened or imported, and why; and which series of the
/// study is not shown but can be, resampled or without duplicates. The card is the question about that: its
/// button calls `apply`, and where that returns false the choice is there again.
void showOpeningNotices(Session& session, NoticeCard& card,
                        std::function<bool(const StudyRef&, const SeriesRef&)> apply);

}  // namespace uptake

// As widgets.h, for the rooms that hold a case: what of it seldom changes.
#pragma once

#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "io/dicom/study_index.h"

#include <QUndoStack>

#include "cmake/precompiled/widgets.h"

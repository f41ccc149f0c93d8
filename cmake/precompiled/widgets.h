// As core.h, for rooms with widgets.
#pragma once

#include "core/document/case_document.h"
#include "viewer/state/view_state.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLayout>
#include <QMainWindow>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QWidget>

#include "cmake/precompiled/core.h"

#include "ui/frame/about_dialog.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace gatelens::ui {

void showAboutDialog(QWidget* parent)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("about"));
    dialog->setWindowTitle(QDialog::tr("About Gatelens"));
    auto* drawing = new QLabel(dialog);
    drawing->setPixmap(applicationIcon().pixmap(QSize(64, 64), dialog->devicePixelRatioF()));
    auto* name
        = new QLabel(QStringLiteral("Gatelens ") + QApplication::applicationVersion(), dialog);
    name->setFont(figureFont());
    auto* text = new QLabel(
        QDialog::tr("A local Azure API Management gateway and Application Insights workbench.\n\n"
                    "Licence: GPL-3.0-or-later. Icons: CC0 1.0. Fonts: Inter and JetBrains Mono,\n"
                    "SIL OFL 1.1, where installed.\n\n"
                    "Qt %1 with QtCharts and QScintilla, Boost, SQLite, OpenSSL, pugixml, PCRE2,\n"
                    "libxslt, zlib, yaml-cpp, fmt, spdlog, CLI11, hiredis, QtKeychain.\n\n"
                    "Nothing about you or your traffic is reported to anyone.")
            .arg(QLatin1StringView(qVersion())),
        dialog);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(10);
    layout->addWidget(drawing);
    layout->addWidget(name);
    layout->addWidget(text);
    layout->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    dialog->open();
}

} // namespace gatelens::ui

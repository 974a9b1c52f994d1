#include "ui/live/explain_view.h"

#include "ui/theme/fonts.h"
#include "ui/theme/style.h"
#include "ui/widgets/icon_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatelens::ui {

ExplainView::ExplainView(QWidget* parent)
    : QScrollArea(parent)
{
    setObjectName(QStringLiteral("live.detail.explain"));
    setAccessibleName(tr("Why this answer"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
}

void ExplainView::showExplanations(const std::vector<Explanation>& explanations)
{
    auto* content = new QWidget(this);
    content->setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(14);
    auto* heading = new QLabel(tr("Why this answer"), content);
    heading->setFont(strongFont());
    layout->addWidget(heading);
    for (const Explanation& each : explanations) {
        auto* row = new QHBoxLayout;
        row->setSpacing(10);
        auto* drawing = new IconLabel(each.icon, each.tone, 16, content);
        row->addWidget(drawing, 0, Qt::AlignTop);
        auto* texts = new QVBoxLayout;
        texts->setSpacing(2);
        const auto line = [&](const QString& text, bool isDetail) {
            auto* label = new QLabel(text, content);
            label->setTextFormat(Qt::PlainText);
            label->setWordWrap(true);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            if (isDetail) {
                label->setFont(smallFont());
                QPalette palette = label->palette();
                palette.setColor(QPalette::WindowText, currentTheme().secondary);
                label->setPalette(palette);
            }
            texts->addWidget(label);
        };
        line(each.sentence, false);
        if (!each.detail.isEmpty())
            line(each.detail, true);
        row->addLayout(texts, 1);
        if (!each.file.isEmpty()) {
            auto* open = new QPushButton(tr("Open statement"), content);
            setButtonKind(open, ButtonKind::Link);
            open->setObjectName(QStringLiteral("live.detail.explain.open"));
            row->addWidget(open, 0, Qt::AlignTop);
            connect(open, &QPushButton::clicked, this, [this, each] {
                Q_EMIT statementWanted(each.file, static_cast<int>(each.line));
            });
        }
        layout->addLayout(row);
    }
    layout->addStretch();
    setWidget(content);
}

} // namespace gatelens::ui

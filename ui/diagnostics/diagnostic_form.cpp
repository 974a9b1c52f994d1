#include "ui/diagnostics/diagnostic_form.h"

#include "ui/diagnostics/header_list.h"
#include "ui/diagnostics/masking_dialog.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/badge.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace gatelens::ui {
namespace {

constexpr int kMaximumBodyBytes = 8192; ///< limit of the service

QLabel* caption(const QString& text)
{
    auto* label = new QLabel(text);
    auto font = label->font();
    font.setWeight(QFont::Medium);
    label->setFont(font);
    return label;
}

/// The value of a setting that only failed requests can be logged with.
bool keepsOnlyErrors(const Diagnostic& settings)
{
    return settings.samplingPercentage <= 0 && settings.alwaysLogErrors;
}

QString hintFor(const Diagnostic& settings)
{
    if (keepsOnlyErrors(settings))
        return DiagnosticForm::tr("Sampling 0 % with always log errors: only failures remain.");
    if (settings.verbosity == Verbosity::Error)
        return DiagnosticForm::tr("Verbosity error: successful requests and trace policies below "
                                  "error are not sent.");
    const bool hasBodies = settings.frontendRequest.bodyBytes > 0
        || settings.frontendResponse.bodyBytes > 0 || settings.backendRequest.bodyBytes > 0
        || settings.backendResponse.bodyBytes > 0;
    return hasBodies
        ? DiagnosticForm::tr("Body bytes above 0 make the gateway buffer bodies, which costs time.")
        : DiagnosticForm::tr("Sampling is at a fixed rate, decided by the operation id: all items "
                             "of one operation are kept or left together.");
}

} // namespace

DiagnosticForm::DiagnosticForm(DiagnosticsDraft& draft, QWidget* parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_pages(new QStackedWidget)
{
    setObjectName(QStringLiteral("diag.form"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto* settings = new QWidget;
    auto* settingsLayout = new QVBoxLayout(settings);
    settingsLayout->setContentsMargins(0, 0, 0, 0);
    settingsLayout->addWidget(makeSettings());
    settingsLayout->addWidget(makeMessages());
    m_hint = new QLabel;
    m_hint->setObjectName(QStringLiteral("diag.form.hint"));
    m_hint->setFont(smallFont());
    m_hint->setForegroundRole(kSecondaryText);
    m_hint->setWordWrap(true);
    settingsLayout->addWidget(m_hint);
    settingsLayout->addStretch(1);
    m_off = new QLabel;
    m_off->setWordWrap(true);
    m_off->setAlignment(Qt::AlignTop);
    m_off->setForegroundRole(kSecondaryText);
    m_pages->addWidget(settings);
    m_pages->addWidget(m_off);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->addWidget(makeHeading());
    layout->addWidget(m_pages, 1);
    connect(&m_draft, &DiagnosticsDraft::changed, this, &DiagnosticForm::refresh);
}

QWidget* DiagnosticForm::makeHeading()
{
    auto* heading = new QWidget;
    auto* row = new QHBoxLayout(heading);
    row->setContentsMargins(0, 0, 0, 0);
    m_name = new QLabel;
    m_name->setFont(titleFont());
    m_place = new QLabel;
    m_place->setForegroundRole(kSecondaryText);
    m_changed = new Badge(tr("not applied"), Status::Warning);
    m_enable = new QPushButton(tr("Enable here"));
    m_enable->setObjectName(QStringLiteral("diag.form.enable"));
    m_enable->setToolTip(tr("Give this logger its own settings in this scope"));
    m_inherit = new QPushButton(tr("Remove here"));
    m_inherit->setObjectName(QStringLiteral("diag.form.remove"));
    m_inherit->setToolTip(
        tr("Take the scope's own settings away: what is set at All APIs applies"));
    connect(m_enable, &QPushButton::clicked, this, [this] { m_draft.enable(m_cell); });
    connect(m_inherit, &QPushButton::clicked, this, [this] { m_draft.remove(m_cell); });
    row->addWidget(m_name);
    row->addWidget(m_place);
    row->addStretch(1);
    row->addWidget(m_changed);
    row->addWidget(m_enable);
    row->addWidget(m_inherit);
    return heading;
}

template<class Change>
void DiagnosticForm::edit(const QString& what, Change change)
{
    const auto* present = m_draft.find(m_cell);
    if (m_isShowing || !present)
        return;
    auto settings = *present;
    change(settings);
    m_draft.set(m_cell, settings, what);
}

QWidget* DiagnosticForm::makeSettings()
{
    auto* settings = new QWidget;
    auto* grid = new QGridLayout(settings);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(4);
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setObjectName(QStringLiteral("diag.form.samplingSlider"));
    m_slider->setAccessibleName(tr("Sampling percentage"));
    m_slider->setToolTip(tr("Share of requests whose items this logger receives"));
    m_slider->setRange(0, 100);
    m_percentage = new QDoubleSpinBox;
    m_percentage->setObjectName(QStringLiteral("diag.form.sampling"));
    m_percentage->setAccessibleName(tr("Sampling percentage"));
    m_percentage->setRange(0, 100);
    m_percentage->setDecimals(2);
    m_percentage->setSuffix(tr(" %"));
    m_percentage->setToolTip(tr("Share of requests whose items this logger receives"));
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        edit(tr("sampling"), [value](Diagnostic& one) { one.samplingPercentage = value; });
    });
    connect(m_percentage, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        edit(tr("sampling"), [value](Diagnostic& one) { one.samplingPercentage = value; });
    });
    auto* sampling = new QHBoxLayout;
    sampling->addWidget(m_slider, 1);
    sampling->addWidget(m_percentage);
    grid->addWidget(caption(tr("Sampling")), 0, 0);
    grid->addLayout(sampling, 1, 0);

    const auto choice = [&](const QString& name, const QString& title, const QStringList& texts,
                            int column, int row) {
        auto* box = new QComboBox;
        box->setObjectName(name);
        box->setAccessibleName(title);
        box->addItems(texts);
        grid->addWidget(caption(title), row, column);
        grid->addWidget(box, row + 1, column);
        return box;
    };
    m_verbosity = choice(QStringLiteral("diag.form.verbosity"), tr("Verbosity"),
                         {tr("verbose"), tr("information"), tr("error")}, 1, 0);
    m_verbosity->setToolTip(tr("Least severity of trace policies that is sent"));
    connect(m_verbosity, &QComboBox::activated, this, [this](int index) {
        edit(tr("verbosity"),
             [index](Diagnostic& one) { one.verbosity = static_cast<Verbosity>(index); });
    });
    m_correlation = choice(QStringLiteral("diag.form.correlation"), tr("Correlation protocol"),
                           {tr("None"), tr("Legacy"), QStringLiteral("W3C")}, 2, 0);
    m_correlation->setToolTip(tr("How the operation id travels: Request-Id or traceparent"));
    connect(m_correlation, &QComboBox::activated, this, [this](int index) {
        edit(tr("correlation"), [index](Diagnostic& one) {
            one.correlation = static_cast<CorrelationProtocol>(index);
        });
    });
    m_operationName = choice(QStringLiteral("diag.form.operationName"), tr("Operation name format"),
                             {tr("Name"), tr("Url")}, 2, 2);
    m_operationName->setToolTip(tr("What operation_Name holds: API and operation, or the URL"));
    connect(m_operationName, &QComboBox::activated, this, [this](int index) {
        edit(tr("operation name"), [index](Diagnostic& one) {
            one.operationNameFormat = static_cast<OperationNameFormat>(index);
        });
    });
    addHints(*grid);
    for (int column = 0; column < 3; ++column)
        grid->setColumnStretch(column, 1);
    return settings;
}

/// The three switches; below the choices, so that all short settings stand together.
void DiagnosticForm::addHints(QGridLayout& grid)
{
    const auto add = [&](const QString& name, const QString& text, const QString& toolTip, int row,
                         int column, bool Diagnostic::*member) {
        auto* box = new QCheckBox(text);
        box->setObjectName(name);
        box->setToolTip(toolTip);
        grid.addWidget(box, row, column);
        connect(box, &QCheckBox::clicked, this, [this, text, member](bool isOn) {
            edit(text, [member, isOn](Diagnostic& one) { one.*member = isOn; });
        });
        return box;
    };
    m_alwaysLog = add(QStringLiteral("diag.form.alwaysLog"), tr("Always log errors"),
                      tr("Failed requests are logged whatever the percentage says"), 2, 0,
                      &Diagnostic::alwaysLogErrors);
    m_clientIp = add(QStringLiteral("diag.form.clientIp"), tr("Client IP address"),
                     tr("Record the caller's address"), 3, 0, &Diagnostic::logClientIp);
    m_metrics = add(QStringLiteral("diag.form.metrics"), tr("Metrics"),
                    tr("Send what emit-metric policies count"), 2, 1, &Diagnostic::metrics);
}

QWidget* DiagnosticForm::makeMessages()
{
    auto* messages = new QWidget;
    auto* grid = new QGridLayout(messages);
    grid->setContentsMargins(0, 8, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(2);
    int column = 0;
    for (const auto& text :
         {tr("Message"), tr("Headers to log"), tr("Body bytes"), tr("Masking")}) {
        auto* heading = new QLabel(text);
        heading->setFont(smallFont());
        heading->setForegroundRole(kSecondaryText);
        grid->addWidget(heading, 0, column++);
    }
    grid->setColumnStretch(1, 1);
    addMessageRow(*grid, {&Diagnostic::frontendRequest, QStringLiteral("frontendRequest")});
    addMessageRow(*grid, {&Diagnostic::frontendResponse, QStringLiteral("frontendResponse")});
    addMessageRow(*grid, {&Diagnostic::backendRequest, QStringLiteral("backendRequest")});
    addMessageRow(*grid, {&Diagnostic::backendResponse, QStringLiteral("backendResponse")});
    return messages;
}

void DiagnosticForm::addMessageRow(QGridLayout& grid, MessageRow row)
{
    const std::array titles{tr("Frontend request"), tr("Frontend response"), tr("Backend request"),
                            tr("Backend response")};
    const auto title = titles[m_messages.size()];
    const auto part = row.part;
    const auto name = QStringLiteral("diag.form.") + row.name;
    row.headers = new HeaderList(title);
    row.headers->setFieldName(name + QStringLiteral(".headers"));
    connect(row.headers, &HeaderList::edited, this,
            [this, part, title](const std::vector<std::string>& headers) {
                edit(tr("headers of %1").arg(title),
                     [&](Diagnostic& one) { (one.*part).headers = headers; });
            });
    row.bodyBytes = new QSpinBox;
    row.bodyBytes->setObjectName(name + QStringLiteral(".bodyBytes"));
    row.bodyBytes->setAccessibleName(tr("Body bytes of %1").arg(title));
    row.bodyBytes->setToolTip(tr("How much of the body is logged; 0 logs none"));
    row.bodyBytes->setRange(0, kMaximumBodyBytes);
    row.bodyBytes->setSuffix(tr(" B"));
    connect(row.bodyBytes, &QSpinBox::valueChanged, this, [this, part, title](int value) {
        edit(tr("body bytes of %1").arg(title),
             [&](Diagnostic& one) { (one.*part).bodyBytes = value; });
    });
    row.masking = new QPushButton;
    row.masking->setObjectName(name + QStringLiteral(".masking"));
    row.masking->setAccessibleName(tr("Masking of %1").arg(title));
    setButtonKind(row.masking, ButtonKind::Link);
    connect(row.masking, &QPushButton::clicked, this, [this, part, title] {
        const auto* present = m_draft.find(m_cell);
        if (!present)
            return;
        MaskingDialog dialog((*present).*part, tr("Masking of %1").arg(title), this);
        if (dialog.exec() == QDialog::Accepted)
            edit(tr("masking of %1").arg(title),
                 [&](Diagnostic& one) { one.*part = dialog.settings(); });
    });
    const int line = static_cast<int>(m_messages.size()) + 1;
    grid.addWidget(new QLabel(title), line, 0);
    grid.addWidget(row.headers, line, 1);
    grid.addWidget(row.bodyBytes, line, 2);
    grid.addWidget(row.masking, line, 3);
    m_messages.push_back(std::move(row));
}

void DiagnosticForm::setCell(const DiagnosticCell& cell)
{
    m_cell = cell;
    refresh();
}

void DiagnosticForm::refresh()
{
    const auto* settings = m_draft.find(m_cell);
    const auto state = m_draft.state(m_cell);
    m_name->setText(toQString(m_cell.loggerId));
    const auto* api = m_draft.workspace().findApi(m_cell.apiKey);
    m_place->setText(m_cell.loggerId.empty() ? QString()
                         : api               ? tr("at %1").arg(
                                             toQString(api->displayName.empty() ? api->id : api->displayName))
                               : tr("at All APIs"));
    m_enable->setVisible(!settings && state != CellState::PolicyOnly && !m_cell.loggerId.empty());
    m_inherit->setVisible(settings != nullptr);
    m_inherit->setText(state == CellState::Overrides ? tr("Inherit") : tr("Remove here"));
    m_pages->setCurrentIndex(settings ? 0 : 1);
    const auto* before = m_draft.findApplied(m_cell);
    const bool isSame = settings && before ? *settings == *before : settings == before;
    m_changed->setVisible(!isSame);
    if (!settings) {
        showOff();
        return;
    }
    m_isShowing = true;
    showSettings(*settings);
    m_isShowing = false;
    m_hint->setText(hintFor(*settings));
}

void DiagnosticForm::showOff()
{
    switch (m_draft.state(m_cell)) {
    case CellState::Inherits:
        m_off->setText(tr("Inherits from All APIs: %1.\nEnable here gives this API settings of its "
                          "own, which then replace the global ones.")
                           .arg(longText(*m_draft.find({{}, m_cell.loggerId}))));
        break;
    case CellState::PolicyOnly:
        m_off->setText(tr("Only policies such as log-to-eventhub write to this logger."));
        break;
    case CellState::Off:
    case CellState::On:
    case CellState::Overrides:
    case CellState::Added:
        m_off->setText(m_cell.loggerId.empty()
                           ? tr("Select a cell above.")
                           : tr("Off: this logger receives nothing from this scope."));
        break;
    }
}

void DiagnosticForm::showSettings(const Diagnostic& settings)
{
    m_slider->setValue(static_cast<int>(std::lround(settings.samplingPercentage)));
    m_percentage->setValue(settings.samplingPercentage);
    m_alwaysLog->setChecked(settings.alwaysLogErrors);
    m_clientIp->setChecked(settings.logClientIp);
    m_metrics->setChecked(settings.metrics);
    m_verbosity->setCurrentIndex(static_cast<int>(settings.verbosity));
    m_correlation->setCurrentIndex(static_cast<int>(settings.correlation));
    m_operationName->setCurrentIndex(static_cast<int>(settings.operationNameFormat));
    for (auto& row : m_messages) {
        const auto& part = settings.*row.part;
        row.headers->setHeaders(part.headers);
        row.bodyBytes->setValue(part.bodyBytes);
        const auto text = maskingText(part);
        row.masking->setText(text.size() > 40
                                 ? tr("%n rule(s)", nullptr,
                                      static_cast<int>(part.maskedHeaders.size()
                                                       + part.maskedQueryParameters.size()))
                                 : text);
        row.masking->setToolTip(tr("%1\nClick to edit.").arg(text));
    }
}

} // namespace gatelens::ui

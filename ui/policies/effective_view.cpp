#include "ui/policies/effective_view.h"

#include "ui/policies/keep_named_values.h"
#include "ui/policies/policy_lexer.h"
#include "ui/policies/statement_text.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <Qsci/qsciscintilla.h>
#include <Qsci/qscistyle.h>

#include <algorithm>
#include <map>

namespace gatelens::ui {
namespace {

constexpr int kOriginMargin = 1;
constexpr int kOriginStyle = 60;
constexpr int kFirstBandMarker = 2; ///< one background marker a kind of scope

int bandOf(const policy::Origin& origin)
{
    if (!origin.fragmentId.empty())
        return 4;
    switch (origin.scope) {
    case policy::Scope::Global:
    case policy::Scope::Workspace:
        return 0;
    case policy::Scope::Product:
        return 1;
    case policy::Scope::Api:
        return 2;
    case policy::Scope::Operation:
        return 3;
    }
    return 0;
}

policy::ScopeStack stackOf(const Workspace& workspace, const PolicyTarget& target,
                           const std::string& productId)
{
    policy::ScopeStack stack;
    stack.product = workspace.findProduct(productId);
    if (target.kind == PolicyTarget::Kind::Product)
        stack.product = workspace.findProduct(target.id);
    if (target.kind != PolicyTarget::Kind::Api && target.kind != PolicyTarget::Kind::Operation)
        return stack;
    stack.api = workspace.findApi(target.id);
    if (!stack.api || target.operationId.empty())
        return stack;
    for (const auto& operation : stack.api->operations) {
        if (operation.id == target.operationId)
            stack.operation = &operation;
    }
    return stack;
}

} // namespace

EffectiveView::EffectiveView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_products(new QComboBox)
    , m_note(new QLabel)
    , m_text(new QsciScintilla)
    , m_lexer(new PolicyLexer(m_text))
{
    setObjectName(QStringLiteral("policy.effectiveView"));
    m_products->setObjectName(QStringLiteral("policy.effective.product"));
    m_products->setAccessibleName(tr("Product the request comes through"));
    m_products->setToolTip(tr("The product decides which product policy is merged in."));
    m_note->setFont(smallFont());
    m_note->setForegroundRole(kSecondaryText);
    m_text->setObjectName(QStringLiteral("policy.effective.text"));
    m_text->setAccessibleName(tr("Effective policy, read-only"));
    m_text->setUtf8(true);
    m_text->setLexer(m_lexer);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setMarginType(0, QsciScintilla::NumberMargin);
    m_text->setMarginWidth(0, QStringLiteral("0000"));
    m_text->setMarginType(kOriginMargin, QsciScintilla::TextMargin);
    m_text->setFolding(QsciScintilla::PlainFoldStyle, 2);
    m_text->setScrollWidth(1);
    m_text->setScrollWidthTracking(true);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 6, 12, 6);
    auto* title = new QLabel(tr("Effective policy"));
    title->setFont(strongFont());
    top->addWidget(title);
    top->addWidget(m_products);
    top->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_text, 1);
    connect(m_products, &QComboBox::activated, this, &EffectiveView::compose);
}

void EffectiveView::show(std::shared_ptr<const Workspace> workspace, const PolicyTarget& target)
{
    const bool isOtherTarget = !(m_target == target) || m_products->count() == 0;
    m_workspace = std::move(workspace);
    m_target = target;
    if (isOtherTarget)
        fillProducts();
    compose();
}

void EffectiveView::fillProducts()
{
    m_products->clear();
    const bool isBelowProduct = m_target.kind == PolicyTarget::Kind::Api
        || m_target.kind == PolicyTarget::Kind::Operation;
    m_products->setVisible(isBelowProduct);
    const auto* api = isBelowProduct ? m_workspace->findApi(m_target.id) : nullptr;
    if (!api)
        return;
    for (const auto& product : m_workspace->products) {
        if (std::find(product.apiIds.begin(), product.apiIds.end(), api->id)
            != product.apiIds.end())
            m_products->addItem(toQString(product.displayName), toQString(product.id));
    }
    m_products->addItem(tr("no product"), QString());
}

void EffectiveView::compose()
{
    if (m_target.kind == PolicyTarget::Kind::Fragment) {
        m_note->setText(tr("A fragment runs where it is included: choose an API or an operation."));
        m_text->setText({});
        return;
    }
    const auto number = ++m_number;
    const auto productId = toUtf8(m_products->currentData().toString());
    m_session.runInBackground(
        this,
        [workspace = m_workspace, target = m_target, productId] {
            return policy::compose(*workspace, stackOf(*workspace, target, productId),
                                   KeepNamedValues{});
        },
        [this, number, workspace = m_workspace](const policy::ComposedPolicy& composed) {
            if (number == m_number)
                print(*workspace, composed);
        });
}

void EffectiveView::print(const Workspace& workspace, const policy::ComposedPolicy& composed)
{
    applyTheme();
    const auto lines = printLines(composed.policy);
    std::string text;
    for (const auto& line : lines)
        text += line.text + "\n";
    m_text->setReadOnly(false);
    m_text->setText(toQString(text));
    m_text->setReadOnly(true);
    m_text->clearMarginText();
    const QsciStyle style(kOriginStyle, tr("Origin"), currentTheme().secondary,
                          currentTheme().alternate, smallFont());
    qsizetype widest = 0;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const auto* origin = lines[index].origin;
        if (!origin)
            continue;
        const auto name = originName(*origin, workspace);
        widest = std::max(widest, name.size());
        m_text->setMarginText(static_cast<int>(index), u' ' + name + u' ', style);
        m_text->markerAdd(static_cast<int>(index), kFirstBandMarker + bandOf(*origin));
    }
    m_text->setMarginWidth(kOriginMargin,
                           QString(std::min<qsizetype>(widest + 2, 28), QChar(u'n')));
    m_note->setText(
        composed.findings.empty()
            ? tr("This equals what the gateway runs after Apply.")
            : tr("%n finding(s): %1", nullptr, static_cast<int>(composed.findings.size()))
                  .arg(toQString(composed.findings.front().message)));
}

void EffectiveView::applyTheme()
{
    const auto& theme = currentTheme();
    m_lexer->applyTheme();
    m_text->setPaper(theme.base);
    m_text->setMarginsBackgroundColor(theme.alternate);
    m_text->setMarginsForegroundColor(theme.secondary);
    m_text->setFoldMarginColors(theme.base, theme.base);
    // Bands repeat what the margin says in words: a faint ground a kind of scope.
    const std::array grounds{theme.base, theme.information.tint, theme.base, theme.success.tint,
                             theme.warning.tint};
    for (std::size_t band = 0; band < grounds.size(); ++band) {
        const int marker = kFirstBandMarker + static_cast<int>(band);
        m_text->markerDefine(QsciScintilla::Background, marker);
        m_text->setMarkerBackgroundColor(grounds[band], marker);
    }
}

} // namespace gatelens::ui

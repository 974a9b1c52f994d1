#pragma once

#include "core/policy/effective_policy.h"
#include "ui/policies/policy_target.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QsciScintilla;

namespace gatelens::ui {

class PolicyLexer;
class Session;

/// What really runs for one scope: all documents merged, fragments expanded, each line with the
/// name of its origin at the left. Read-only.
class EffectiveView : public QWidget
{
    Q_OBJECT

public:
    explicit EffectiveView(Session& session, QWidget* parent = nullptr);

    void show(std::shared_ptr<const Workspace> workspace, const PolicyTarget& target);

private:
    void fillProducts();
    void compose();
    void print(const Workspace& workspace, const policy::ComposedPolicy& composed);
    void applyTheme();

    Session& m_session;
    std::shared_ptr<const Workspace> m_workspace;
    PolicyTarget m_target;
    std::uint64_t m_number = 0; ///< of the newest question to the worker
    QComboBox* m_products;
    QLabel* m_note;
    QsciScintilla* m_text;
    PolicyLexer* m_lexer;
};

} // namespace gatelens::ui

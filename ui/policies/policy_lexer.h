#pragma once

#include "ui/policies/code_tokens.h"

#include <Qsci/qscilexercustom.h>

namespace gatelens::ui {

/// Colours policy XML with the C# inside it, in the theme's code colours, and sets the fold levels
/// from the tags.
class PolicyLexer : public QsciLexerCustom
{
    Q_OBJECT

public:
    explicit PolicyLexer(QsciScintilla* editor);

    [[nodiscard]] const char* language() const override { return "Policy"; }
    [[nodiscard]] QString description(int style) const override;
    void styleText(int start, int end) override;

    /// Takes the colours of the present theme.
    void applyTheme();

private:
    void setFoldLevels(std::string_view text, const std::vector<CodeRun>& runs) const;
};

} // namespace gatelens::ui

#pragma once

#include "core/base/finding.h"
#include "core/policy/document.h"
#include "ui/theme/icon_id.h"

#include <QString>

#include <optional>

namespace gatelens::ui {

enum class CardStyle
{
    Statement,
    Container, ///< heading of a statement that holds others
    Branch, ///< when, otherwise
    Note, ///< comment
    Disabled, ///< statement kept in a comment
    Unknown ///< element that the catalog does not know, kept as text
};

/// What a card shows: prepared once when the canvas is built, so that painting does no work.
struct CardFace
{
    CardStyle style = CardStyle::Statement;
    IconId icon = IconId::Transform;
    QString title;
    QString detail;
    bool isDetailCode = false; ///< detail is a condition, painted in the data font
    std::optional<FindingSeverity> problem;
    QString toolTip;
};

/// Icon of a statement: by its own meaning where it has one, else by its group.
[[nodiscard]] IconId iconOfStatement(std::string_view element);

/// `isContainer`: the node holds statements or branches.
[[nodiscard]] CardFace faceOf(const policy::Node& node, const policy::Document& document,
                              bool isBranch, bool isContainer, const Findings& findings);

} // namespace gatelens::ui

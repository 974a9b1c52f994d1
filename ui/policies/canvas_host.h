#pragma once

#include "core/base/finding.h"
#include "ui/policies/designer.h"
#include "ui/policies/policy_target.h"

#include <QPoint>

#include <array>
#include <vector>

class QWidget;

namespace gatelens::ui {

/// A statement that <base/> stands for: read-only, shown with where it was written.
struct InheritedStatement
{
    std::string name;
    QString summary;
    QString origin; ///< "All APIs", "Starter"
    std::optional<PolicyTarget> target; ///< document that holds it
    std::uint32_t line = 0;

    friend bool operator==(const InheritedStatement&, const InheritedStatement&) = default;
};

/// Inherited statements by section, in the order of policy::Section.
using InheritedSections = std::array<std::vector<InheritedStatement>, 4>;

/// What cards and lists ask of the canvas they stand on.
class CanvasHost
{
public:
    virtual ~CanvasHost() = default;

    [[nodiscard]] virtual Designer& designer() = 0;
    [[nodiscard]] virtual const Findings& findings() const = 0;
    [[nodiscard]] virtual const InheritedSections& inherited() const = 0;
    /// The product, or nothing, that the inherited statements are shown for.
    [[nodiscard]] virtual QString inheritedFor() const = 0;
    /// Lives as long as the canvas, also while cards are rebuilt.
    [[nodiscard]] virtual QWidget* widget() = 0;

    virtual void openPicker(const DropPlace& place, const QPoint& globalPosition) = 0;
    virtual void openForm(const CardPath& path) = 0;
    virtual void openContextMenu(const CardPath& path, const QPoint& globalPosition) = 0;
    virtual void openInherited(const InheritedStatement& statement) = 0;
};

} // namespace gatelens::ui

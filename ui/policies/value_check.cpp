#include "ui/policies/value_check.h"

#include "core/policy/document.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <array>
#include <cmath>

namespace gatelens::ui {
namespace {

QString trProblem(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::ValueCheck", text);
}

bool isNumeric(std::string_view type)
{
    constexpr std::array<std::string_view, 6> kNumeric{
        "int", "number", "bytes", "duration-seconds", "duration-milliseconds", "status-code"};
    return std::find(kNumeric.begin(), kNumeric.end(), type) != kNumeric.end();
}

QString rangeText(const policy::AttributeDescriptor& attribute)
{
    const auto number = [](double value) { return QString::number(value, 'g', 12); };
    if (attribute.min && attribute.max)
        return trProblem(" from %1 to %2").arg(number(*attribute.min), number(*attribute.max));
    if (attribute.min)
        return trProblem(" from %1 on").arg(number(*attribute.min));
    if (attribute.max)
        return trProblem(" up to %1").arg(number(*attribute.max));
    return {};
}

std::optional<QString> numberProblem(const policy::AttributeDescriptor& attribute,
                                     const QString& value)
{
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    const bool isWhole = attribute.type != "number";
    const bool isInRange = (!attribute.min || number >= *attribute.min)
        && (!attribute.max || number <= *attribute.max);
    if (isNumber && isInRange && (!isWhole || std::floor(number) == number))
        return std::nullopt;
    return (isWhole ? trProblem("A whole number%1") : trProblem("A number%1"))
        .arg(rangeText(attribute));
}

} // namespace

bool isExpressionText(const QString& value)
{
    const auto text = toUtf8(value.trimmed());
    if (!text.starts_with("@(") && !text.starts_with("@{"))
        return false;
    const auto end = policy::expressionEnd(text, 0);
    return !end || *end == text.size();
}

std::optional<QString> problemOf(const policy::AttributeDescriptor& attribute, const QString& value)
{
    if (value.contains(u"{{"))
        return std::nullopt;
    if (isExpressionText(value)) {
        if (!attribute.isExpressionAllowed)
            return trProblem("No expression is allowed here");
        const auto text = toUtf8(value.trimmed());
        return policy::expressionEnd(text, 0)
            ? std::nullopt
            : std::optional(trProblem("The expression does not end: a closing bracket is missing"));
    }
    if (value.isEmpty())
        return attribute.isRequired ? std::optional(trProblem("Required")) : std::nullopt;
    if (!attribute.values.empty()) {
        const auto& values = attribute.values;
        const bool isKnown = std::any_of(values.begin(), values.end(), [&](const std::string& one) {
            return toQString(one).compare(value, Qt::CaseInsensitive) == 0;
        });
        if (isKnown)
            return std::nullopt;
        QStringList names;
        for (const auto& one : values)
            names << toQString(one);
        return trProblem("One of %1").arg(names.join(QStringLiteral(", ")));
    }
    if (isNumeric(attribute.type))
        return numberProblem(attribute, value);
    if (attribute.type == "bool" && value.compare(u"true", Qt::CaseInsensitive) != 0
        && value.compare(u"false", Qt::CaseInsensitive) != 0)
        return trProblem("true or false");
    return std::nullopt;
}

QString unitOf(const policy::AttributeDescriptor& attribute)
{
    if (attribute.type == "duration-seconds")
        return QStringLiteral("s");
    if (attribute.type == "duration-milliseconds")
        return QStringLiteral("ms");
    if (attribute.type == "bytes")
        return QStringLiteral("B");
    return {};
}

bool isShortValue(const policy::AttributeDescriptor& attribute)
{
    return isNumeric(attribute.type);
}

} // namespace gatelens::ui

#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QLineEdit;

namespace gatelens::ui {

class FlowLayout;

/// Names of headers as removable chips, with a field that adds one.
class HeaderList : public QWidget
{
    Q_OBJECT

public:
    explicit HeaderList(const QString& spoken, QWidget* parent = nullptr);

    void setHeaders(const std::vector<std::string>& headers);
    [[nodiscard]] const std::vector<std::string>& headers() const { return m_headers; }
    /// Names for tests: `name` and `name`.add.
    void setFieldName(const QString& name);

Q_SIGNALS:
    void edited(const std::vector<std::string>& headers);

private:
    void rebuild();
    void addTyped();

    std::vector<std::string> m_headers;
    QString m_spoken;
    FlowLayout* m_layout;
    QLineEdit* m_add;
};

} // namespace gatelens::ui

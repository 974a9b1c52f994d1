#include "ui/frame/fuzzy_match.h"

namespace gatelens::ui {

namespace {

bool beginsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber()
        || (text[at].isUpper() && text[at - 1].isLower());
}

constexpr int kWholeText = 1000;
constexpr int kSubstringAtWord = 300;
constexpr int kSubstring = 200;
constexpr int kWordStart = 12;
constexpr int kRun = 8;
constexpr int kLetter = 1;

/// Letters in order, each taken where it begins a word if it can be.
int scattered(QStringView pattern, QStringView text)
{
    int score = 0;
    qsizetype from = 0;
    qsizetype previous = -2;
    for (const QChar wanted : pattern) {
        if (wanted.isSpace())
            continue;
        qsizetype first = -1;
        qsizetype taken = -1;
        for (qsizetype at = from; at < text.size(); ++at) {
            if (text[at].toLower() != wanted.toLower())
                continue;
            if (first < 0)
                first = at;
            if (at == previous + 1 || beginsWord(text, at)) {
                taken = at;
                break;
            }
        }
        if (taken < 0)
            taken = first;
        if (taken < 0)
            return 0;
        score += kLetter + (beginsWord(text, taken) ? kWordStart : 0)
            + (taken == previous + 1 ? kRun : 0);
        previous = taken;
        from = taken + 1;
    }
    return score;
}

} // namespace

int fuzzyScore(QStringView pattern, QStringView text)
{
    if (pattern.isEmpty())
        return 1;
    const qsizetype at = text.indexOf(pattern, 0, Qt::CaseInsensitive);
    if (at >= 0) {
        if (pattern.size() == text.size())
            return kWholeText;
        // Of equal finds the shorter text is the nearer one.
        const int shortness = static_cast<int>(std::max<qsizetype>(0, 60 - text.size()));
        return (beginsWord(text, at) ? kSubstringAtWord : kSubstring) + shortness
            + (at == 0 ? kWordStart : 0);
    }
    return std::min(scattered(pattern, text), kSubstring - 1);
}

} // namespace gatelens::ui

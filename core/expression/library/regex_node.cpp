#include "core/expression/library/regex_node.h"

namespace gatelens::expression {

namespace {

constexpr std::size_t kMostAlternatives = 400;

/// PCRE2 looks behind only over alternatives that each have one length. This writes a part as all
/// its variants of one length.
class Variants
{
public:
    /// The variants of a part; empty with `problem` set when there are too many or no bound.
    std::vector<std::string> of(const RegexNode& node)
    {
        switch (node.kind) {
        case RegexNode::Kind::Text:
            return {node.text};
        case RegexNode::Kind::Sequence:
            return sequence(node);
        case RegexNode::Kind::Alternation: {
            std::vector<std::string> all;
            for (const auto& part : node.parts) {
                for (auto& variant : of(*part))
                    all.push_back(std::move(variant));
            }
            return limited(std::move(all));
        }
        case RegexNode::Kind::Group:
            return group(node);
        case RegexNode::Kind::LookBehind: {
            std::string text;
            return printRegex(node, text, problem) ? std::vector{text} : std::vector<std::string>();
        }
        case RegexNode::Kind::Repeat:
            return repeat(node);
        }
        return {};
    }

    std::string problem;

private:
    std::vector<std::string> limited(std::vector<std::string> all)
    {
        if (all.size() > kMostAlternatives) {
            problem = "a look-behind with more than 400 variants is not supported";
            all.clear();
        }
        return all;
    }

    std::vector<std::string> sequence(const RegexNode& node)
    {
        std::vector<std::string> all{""};
        for (const auto& part : node.parts) {
            all = joined(all, of(*part));
            if (!problem.empty())
                return {};
        }
        return all;
    }

    std::vector<std::string> joined(const std::vector<std::string>& first,
                                    const std::vector<std::string>& second)
    {
        std::vector<std::string> all;
        for (const auto& left : first) {
            for (const auto& right : second) {
                all.push_back(left + right);
                if (all.size() > kMostAlternatives)
                    return limited(std::move(all));
            }
        }
        return all;
    }

    std::vector<std::string> group(const RegexNode& node)
    {
        auto inner = of(*node.parts[0]);
        if (node.isCapture && inner.size() > 1) {
            problem = "a group that captures in a look-behind must have one length";
            return {};
        }
        for (auto& variant : inner)
            variant = node.text + variant + ")";
        return inner;
    }

    std::vector<std::string> repeat(const RegexNode& node)
    {
        if (node.most < 0) {
            problem = "a look-behind of unbounded length is not supported: give * and + a limit, "
                      "such as {0,20}";
            return {};
        }
        const auto once = of(*node.parts[0]);
        std::vector<std::string> all;
        std::vector<std::string> repeated{""};
        for (int count = 0; count <= node.most && problem.empty(); ++count) {
            if (count >= node.least)
                all.insert(all.end(), repeated.begin(), repeated.end());
            if (count < node.most)
                repeated = joined(repeated, once);
            if (all.size() > kMostAlternatives)
                return limited(std::move(all));
        }
        return all;
    }
};

bool printLookBehind(const RegexNode& node, std::string& out, std::string& problem)
{
    Variants variants;
    const auto all = variants.of(*node.parts[0]);
    if (!variants.problem.empty()) {
        problem = variants.problem;
        return false;
    }
    out += node.text;
    for (std::size_t i = 0; i < all.size(); ++i)
        out += (i > 0 ? "|" : "") + all[i];
    out += ")";
    return true;
}

} // namespace

bool printRegex(const RegexNode& node, std::string& out, std::string& problem)
{
    switch (node.kind) {
    case RegexNode::Kind::Text:
        out += node.text;
        return true;
    case RegexNode::Kind::Sequence:
        for (const auto& part : node.parts) {
            if (!printRegex(*part, out, problem))
                return false;
        }
        return true;
    case RegexNode::Kind::Alternation:
        for (std::size_t i = 0; i < node.parts.size(); ++i) {
            out += i > 0 ? "|" : "";
            if (!printRegex(*node.parts[i], out, problem))
                return false;
        }
        return true;
    case RegexNode::Kind::Group:
        out += node.text;
        if (!printRegex(*node.parts[0], out, problem))
            return false;
        out += ")";
        return true;
    case RegexNode::Kind::LookBehind:
        return printLookBehind(node, out, problem);
    case RegexNode::Kind::Repeat:
        if (!printRegex(*node.parts[0], out, problem))
            return false;
        out += node.text;
        return true;
    }
    return false;
}

} // namespace gatelens::expression

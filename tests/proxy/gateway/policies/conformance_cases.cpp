#include "conformance_cases.h"

#include "core/policy/catalog.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <tuple>

namespace gatelens::proxy::testing {

namespace {

namespace json = boost::json;

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream input(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

bool isNamePart(char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == ':'; }

/// True when a document of the case holds the element.
bool mentions(std::string_view text, const std::string& element)
{
    const std::string tag = '<' + element;
    for (std::size_t at = text.find(tag); at != std::string_view::npos;
         at = text.find(tag, at + 1)) {
        if (at + tag.size() < text.size() && !isNamePart(text[at + tag.size()]))
            return true;
    }
    return false;
}

/// The element of a policy; its name is another one for the Dapr form of set-backend-service.
std::string elementOf(const std::string& policyName)
{
    for (const policy::PolicyDescriptor& policy : policy::Catalog::builtIn().policies()) {
        if (policy.name == policyName)
            return policy.element.name;
    }
    return policyName;
}

/// The policies that a file says it is about: its member "policies", else its own name.
std::vector<std::string> policiesOf(const std::string& file, const json::object& content)
{
    const json::value* listed = content.if_contains("policies");
    if (listed == nullptr)
        return {file};
    std::vector<std::string> names;
    for (const json::value& name : listed->as_array())
        names.emplace_back(name.as_string());
    return names;
}

void addCases(const std::string& file, const json::object& content,
              std::vector<ConformanceCase>& cases)
{
    const json::value* common = content.if_contains("workspace");
    const std::vector<std::string> policies = policiesOf(file, content);
    for (const json::value& value : content.at("cases").as_array()) {
        ConformanceCase one;
        one.file = file;
        one.name = value.at("name").as_string();
        one.description = common == nullptr ? json::object() : common->get_object();
        for (const auto& [name, member] : value.get_object())
            one.description[name] = member;
        const std::string text = json::serialize(one.description);
        for (const std::string& name : policies) {
            // A file about one policy is about it throughout, even where only the default document
            // holds it.
            if (policies.size() == 1 || mentions(text, elementOf(name)))
                one.policies.push_back(name);
        }
        cases.push_back(std::move(one));
    }
}

} // namespace

void PrintTo(const ConformanceCase& testCase, std::ostream* out) { *out << testCase.name; }

std::vector<ConformanceCase> conformanceCases()
{
    std::vector<ConformanceCase> cases;
    const std::filesystem::path folder = std::filesystem::path(GATELENS_TEST_DATA) / "conformance";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json")
            continue;
        const std::string file = entry.path().stem().string();
        boost::system::error_code error;
        const json::value parsed = json::parse(readFile(entry.path()), error);
        if (error || !parsed.is_object())
            cases.push_back({file, "is readable JSON", {}, {}});
        else
            addCases(file, parsed.get_object(), cases);
    }
    std::sort(cases.begin(), cases.end(),
              [](const ConformanceCase& left, const ConformanceCase& right) {
                  return std::tie(left.file, left.name) < std::tie(right.file, right.name);
              });
    return cases;
}

std::map<std::string, int> conformanceCoverage()
{
    std::map<std::string, int> coverage;
    for (const ConformanceCase& one : conformanceCases()) {
        for (const std::string& policy : one.policies)
            ++coverage[policy];
    }
    return coverage;
}

int demandedCases(std::string_view level) { return level == "full" ? 8 : 4; }

} // namespace gatelens::proxy::testing

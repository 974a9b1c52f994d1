#include "core/base/utf8.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/library/regex.h"
#include "core/expression/runtime/text.h"

#include <charconv>

namespace gatelens::expression {

namespace {

/// Regex.InfiniteMatchTimeout: -1 ms.
constexpr std::int64_t kNoTimeout = -10000;

const Type* regexType(std::string_view name) { return Library::instance().find(name)->self; }

class RegexObject final : public Object
{
public:
    RegexObject(std::shared_ptr<const CompiledRegex> compiled, std::string text, std::int64_t flags,
                std::int64_t timeoutTicks)
        : regex(std::move(compiled))
        , pattern(std::move(text))
        , options(flags)
        , timeout(timeoutTicks)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* self = regexType("Regex");
        return *self;
    }
    [[nodiscard]] std::string toText() const override { return pattern; }

    const std::shared_ptr<const CompiledRegex> regex;
    const std::string pattern;
    const std::int64_t options;
    const std::int64_t timeout; ///< as given; the evaluation's own limits stop a match
};

/// A Capture, Group or Match: a span of the input.
class MatchObject final : public Object
{
public:
    enum class Role
    {
        Capture,
        Group,
        Match
    };
    explicit MatchObject(Role itsRole = Role::Capture)
        : role(itsRole)
    {
    }
    Role role;
    std::shared_ptr<const CompiledRegex> regex;
    Value input;
    CompiledRegex::Span span;
    std::string name;
    CompiledRegex::Capture capture; ///< of a Match
    std::size_t from = 0; ///< where the search for it began
    std::size_t origin = 0; ///< UTF-16 position of `input` in what the author searched
    Value match; ///< of a Group
    std::size_t index = 0; ///< of a Group

    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* types[] = {regexType("Capture"), regexType("Group"), regexType("Match")};
        return *types[static_cast<int>(role)];
    }
    [[nodiscard]] std::string toText() const override { return std::string(text()); }
    [[nodiscard]] std::string_view text() const
    {
        return span.isSet ? input.text().substr(span.begin, span.end - span.begin)
                          : std::string_view();
    }
};

MatchObject& matchOf(const Value& value) { return value.get<MatchObject>(); }

Value noMatch()
{
    auto object = make<MatchObject>();
    object->role = MatchObject::Role::Match;
    object->input = Value::ofLiteral("");
    object->capture.groups.emplace_back();
    return object.value();
}

Value search(Env& env, const std::shared_ptr<const CompiledRegex>& regex, const Value& input,
             std::size_t from)
{
    auto found = regex->match(env, input.text(), from);
    if (env.raised())
        return {};
    if (!found)
        return noMatch();
    auto object = make<MatchObject>();
    object->role = MatchObject::Role::Match;
    object->regex = regex;
    object->input = input;
    object->span = found->groups[0];
    object->capture = std::move(*found);
    object->from = from;
    object->name = "0";
    return object.value();
}

/// Where the search for the next match begins; npos at the end.
std::size_t nextStart(const MatchObject& match)
{
    const auto text = match.input.text();
    std::size_t at = match.span.end;
    if (match.span.begin == match.span.end) {
        if (at >= text.size())
            return std::string::npos;
        static_cast<void>(nextCodePoint(text, at));
    }
    return at;
}

std::vector<Value> allMatches(Env& env, const std::shared_ptr<const CompiledRegex>& regex,
                              const Value& input, std::size_t start = 0)
{
    std::vector<Value> matches;
    for (std::size_t from = start; from != std::string::npos;) {
        Value match = search(env, regex, input, from);
        if (env.raised() || !matchOf(match).span.isSet || !env.charge(200))
            break;
        from = nextStart(matchOf(match));
        matches.push_back(std::move(match));
    }
    return matches;
}

Value groupAt(const Value& match, std::size_t index)
{
    const auto& whole = matchOf(match);
    auto object = make<MatchObject>();
    object->role = MatchObject::Role::Group;
    object->input = whole.input;
    object->match = match;
    object->index = index;
    object->origin = whole.origin;
    if (index < whole.capture.groups.size()) {
        object->span = whole.capture.groups[index];
        if (whole.regex != nullptr)
            object->name = whole.regex->groups()[index].name;
    }
    return object.value();
}

/// `static X M(input, pattern[, options])` and `X m(input)` share their bodies: this finds regex
/// and input.
struct Call
{
    std::shared_ptr<const CompiledRegex> regex;
    Value input;
    std::size_t next = 0; ///< first argument behind input and pattern
};

std::optional<Call> callOf(Env& env, Args a)
{
    Call call;
    if (const auto* object = a[0].as<RegexObject>()) {
        call.regex = object->regex;
        call.input = a[1];
        call.next = 2;
    } else {
        call.input = a[0];
        call.next = 2;
        if (a[1].isNull()) {
            env.argumentNull("pattern");
            return std::nullopt;
        }
        std::int64_t options = 0;
        for (std::size_t i = 2; i < a.size(); ++i) {
            if (a[i].tag() == Tag::Enum)
                options = a[i].asLong();
        }
        call.regex = CompiledRegex::compile(env, a[1].text(), options);
        if (call.regex == nullptr)
            return std::nullopt;
    }
    if (call.input.isNull()) {
        env.argumentNull("input");
        return std::nullopt;
    }
    return call;
}

/// The byte where an instance method starts, from its argument `at` when it has one.
std::optional<std::size_t> startOf(Env& env, const Call& call, Args a, std::size_t at)
{
    if (!a[0].isObject() || a.size() <= at)
        return 0;
    const auto text = call.input.text();
    if (a[at].asInt() < 0 || static_cast<std::size_t>(a[at].asInt()) > lengthUtf16(text)) {
        env.argumentRange("startat");
        return std::nullopt;
    }
    return byteOffset(text, static_cast<std::size_t>(a[at].asInt()));
}

/// A group given by name, or by the text of its number; npos for none.
std::size_t groupOf(const CompiledRegex& regex, std::string_view name)
{
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size())
        return regex.groupNumbered(number);
    return regex.groupNamed(name);
}

/// Replacement patterns: $1 ${name} $$ $& $` $' $+ $_
std::string expand(const MatchObject& match, std::string_view pattern)
{
    const auto text = match.input.text();
    const auto& groups = match.capture.groups;
    const auto spanText = [&](const CompiledRegex::Span& span) {
        return span.isSet ? text.substr(span.begin, span.end - span.begin) : std::string_view();
    };
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '$' || i + 1 >= pattern.size()) {
            out.push_back(pattern[i]);
            continue;
        }
        const char next = pattern[i + 1];
        if (next == '$') {
            out.push_back('$');
            ++i;
        } else if (next == '&') {
            out += spanText(groups[0]);
            ++i;
        } else if (next == '`') {
            out += text.substr(0, groups[0].begin);
            ++i;
        } else if (next == '\'') {
            out += text.substr(groups[0].end);
            ++i;
        } else if (next == '_') {
            out += text;
            ++i;
        } else if (next == '+') {
            out += spanText(groups.back());
            ++i;
        } else if (next >= '0' && next <= '9') {
            std::size_t end = i + 1;
            std::size_t number = 0;
            while (end < pattern.size() && pattern[end] >= '0' && pattern[end] <= '9'
                   && number * 10 < 10000)
                number = number * 10 + static_cast<std::size_t>(pattern[end++] - '0');
            const auto index = match.regex->groupNumbered(number);
            if (index == std::string::npos) {
                out += pattern.substr(i, end - i);
            } else {
                out += spanText(groups[index]);
            }
            i = end - 1;
        } else if (next == '{') {
            const auto close = pattern.find('}', i);
            const auto index = close == std::string_view::npos
                ? std::string::npos
                : groupOf(*match.regex, pattern.substr(i + 2, close - i - 2));
            if (index == std::string::npos) {
                out.push_back('$');
            } else {
                out += spanText(groups[index]);
                i = close;
            }
        } else {
            out.push_back('$');
        }
    }
    return out;
}

Value replaceMatches(Env& env, Args a)
{
    auto call = callOf(env, a);
    if (!call)
        return {};
    const Value& by = a[call->next];
    if (by.isNull())
        return env.argumentNull("replacement");
    std::int64_t left = INT32_MAX;
    if (a.size() > call->next + 1 && a[call->next + 1].tag() == Tag::Int32) {
        if (a[call->next + 1].asInt() < -1)
            return env.argumentRange("count");
        left = a[call->next + 1].asInt() < 0 ? left : a[call->next + 1].asLong();
    }
    const auto text = call->input.text();
    const auto start = startOf(env, *call, a, call->next + 2);
    if (!start)
        return {};
    std::string out;
    std::size_t copied = 0;
    for (const auto& match : allMatches(env, call->regex, call->input, *start)) {
        if (left-- <= 0)
            break;
        const auto& object = matchOf(match);
        out += text.substr(copied, object.span.begin - copied);
        const auto added = by.isString() ? expand(object, by.text()) : textOf(env.call(by, match));
        if (env.raised() || !env.charge(added.size()))
            return {};
        out += added;
        copied = object.span.end;
    }
    if (env.raised())
        return {};
    out += text.substr(copied);
    return Value::ofString(joinSurrogates(std::move(out)));
}

Value splitAtMatches(Env& env, Args a)
{
    auto call = callOf(env, a);
    if (!call)
        return {};
    std::int64_t most = INT32_MAX;
    if (a.size() > call->next && a[call->next].tag() == Tag::Int32) {
        if (a[call->next].asInt() < 0)
            return env.argumentRange("count");
        most = a[call->next].asInt() == 0 ? most : a[call->next].asLong();
    }
    const auto text = call->input.text();
    const auto start = startOf(env, *call, a, call->next + 1);
    if (!start)
        return {};
    std::vector<Value> parts;
    std::size_t from = 0;
    std::int64_t count = 1;
    for (const auto& match : allMatches(env, call->regex, call->input, *start)) {
        if (count++ >= most)
            break;
        const auto& object = matchOf(match);
        parts.push_back(Value::ofText(text.substr(from, object.span.begin - from)));
        for (std::size_t i = 1; i < object.capture.groups.size(); ++i) {
            const auto& span = object.capture.groups[i];
            if (span.isSet)
                parts.push_back(Value::ofText(text.substr(span.begin, span.end - span.begin)));
        }
        from = object.span.end;
    }
    if (env.raised())
        return {};
    parts.push_back(Value::ofText(text.substr(from)));
    return newArray(core().string, std::move(parts));
}

Value isMatch(Env& env, Args a)
{
    auto call = callOf(env, a);
    if (!call)
        return {};
    const auto from = startOf(env, *call, a, 2);
    return from ? Value::ofBool(call->regex->match(env, call->input.text(), *from).has_value())
                : Value();
}

Value firstMatch(Env& env, Args a)
{
    auto call = callOf(env, a);
    if (!call)
        return {};
    const auto from = startOf(env, *call, a, 2);
    return from ? search(env, call->regex, call->input, *from) : Value();
}

/// Match(input, beginning, length): the expression sees only that part, anchors included.
Value matchInPart(Env& env, Args a)
{
    auto call = callOf(env, a);
    if (!call)
        return {};
    const auto text = call->input.text();
    const auto units = static_cast<std::int64_t>(lengthUtf16(text));
    if (a[2].asLong() < 0 || a[2].asLong() > units)
        return env.argumentRange("beginning");
    if (a[3].asLong() < 0 || a[2].asLong() + a[3].asLong() > units)
        return env.argumentRange("length");
    const auto begin = byteOffset(text, static_cast<std::size_t>(a[2].asLong()));
    const auto end = byteOffset(text, static_cast<std::size_t>(a[2].asLong() + a[3].asLong()));
    Value match = search(env, call->regex, Value::ofText(text.substr(begin, end - begin)), 0);
    if (!env.raised())
        matchOf(match).origin = static_cast<std::size_t>(a[2].asLong());
    return match;
}

Value matches(Env& env, Args a)
{
    auto call = callOf(env, a);
    if (!call)
        return {};
    const auto start = startOf(env, *call, a, 2);
    return start
        ? makeValue<ListObject>(*a.site().result, allMatches(env, call->regex, call->input, *start))
        : Value();
}

Value constructRegex(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("pattern");
    const auto options = a.size() > 1 ? a[1].asLong() : 0;
    auto compiled = CompiledRegex::compile(env, a[0].text(), options);
    return compiled == nullptr ? Value()
                               : makeValue<RegexObject>(std::move(compiled), a[0].toText(), options,
                                                        a.size() > 2 ? a[2].asLong() : kNoTimeout);
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\f':
            out += "\\f";
            break;
        default:
            if (std::string_view("\\*+?|{[()^$.# ").find(c) != std::string_view::npos)
                out.push_back('\\');
            out.push_back(c);
        }
    }
    return out;
}

/// Regex.Unescape; nullopt for an escape that .NET does not know.
std::optional<std::string> unescaped(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out.push_back(text[i]);
            continue;
        }
        if (++i >= text.size())
            return std::nullopt;
        static constexpr std::string_view kNames = "nrtfave0";
        static constexpr std::string_view kMeanings("\n\r\t\f\a\v\x1B\0", 8);
        const char next = text[i];
        const auto known = kNames.find(next);
        const std::size_t digits = next == 'x' ? 2 : (next == 'u' ? 4 : 0);
        if (known != std::string_view::npos) {
            out.push_back(kMeanings[known]);
        } else if (digits > 0) {
            std::uint32_t code = 0;
            const auto number = text.substr(i + 1, digits);
            const auto parsed
                = std::from_chars(number.data(), number.data() + number.size(), code, 16);
            if (number.size() < digits || parsed.ptr != number.data() + digits)
                return std::nullopt;
            appendUtf8(out, code);
            i += digits;
        } else if (std::isalnum(static_cast<unsigned char>(next)) != 0 || next == '_') {
            return std::nullopt;
        } else {
            out.push_back(next);
        }
    }
    return joinSurrogates(std::move(out));
}

/// The group of a GroupCollection that `find` names in its expression; a failed one for none.
template<class Find>
Value groupAmong(const Value& collection, Find find)
{
    const auto& items = collection.get<ListObject>().items;
    const auto& first = matchOf(items.front());
    const auto* match = first.match.as<MatchObject>();
    const auto* regex = match == nullptr ? nullptr : match->regex.get();
    const auto index = regex == nullptr ? std::string::npos : find(*regex);
    return index < items.size() ? items[index] : makeValue<MatchObject>(MatchObject::Role::Group);
}

void registerMatches(LibraryBuilder& library)
{
    library.type("class System.Text.RegularExpressions.Capture", "A part of the input that matched")
        .property(
            "string Value", [](Env&, Args a) { return Value::ofText(matchOf(a[0]).text()); },
            "The text; \"\" without success")
        .property("int Index",
                  [](Env&, Args a) {
                      const auto& object = matchOf(a[0]);
                      return Value::ofInt(
                          object.span.isSet ? static_cast<std::int32_t>(
                              object.origin + unitIndex(object.input.text(), object.span.begin))
                                            : 0);
                  })
        .property("int Length", [](Env&, Args a) {
            return Value::ofInt(static_cast<std::int32_t>(lengthUtf16(matchOf(a[0]).text())));
        });
    library.type("class System.Text.RegularExpressions.CaptureCollection : IReadOnlyList<Capture>")
        .method("IEnumerator GetEnumerator()", enumeratorOf)
        .property("int Count",
                  [](Env&, Args a) {
                      return Value::ofInt(
                          static_cast<std::int32_t>(a[0].get<ListObject>().items.size()));
                  })
        .method("Capture this[int i]", [](Env& env, Args a) {
            auto item = a[1].asInt() < 0 ? std::nullopt
                                         : elementAt(a[0], static_cast<std::size_t>(a[1].asInt()));
            return item ? std::move(*item) : env.argumentRange("i");
        });
    library.type("class System.Text.RegularExpressions.Group : Capture", "What a group matched")
        .property(
            "bool Success", [](Env&, Args a) { return Value::ofBool(matchOf(a[0]).span.isSet); },
            "True when it took part in the match")
        .property("string Name", [](Env&, Args a) { return Value::ofText(matchOf(a[0]).name); })
        .property("CaptureCollection Captures", [](Env& env, Args a) {
            const auto& group = matchOf(a[0]);
            std::vector<Value> items;
            if (!group.span.isSet)
                return makeValue<ListObject>(*a.site().result, std::move(items));
            const bool isMatchItself = group.role == MatchObject::Role::Match;
            const auto& whole = isMatchItself ? group : matchOf(group.match);
            const auto all
                = whole.regex->captures(env, whole.input.text(), whole.from, whole.capture);
            for (const auto& span : all[isMatchItself ? 0 : group.index]) {
                auto capture = make<MatchObject>();
                capture->input = group.input;
                capture->span = span;
                capture->origin = group.origin;
                items.push_back(capture.value());
            }
            return makeValue<ListObject>(*a.site().result, std::move(items));
        });
    library.type("class System.Text.RegularExpressions.GroupCollection : IReadOnlyList<Group>")
        .method("IEnumerator GetEnumerator()", enumeratorOf)
        .property("int Count",
                  [](Env&, Args a) {
                      return Value::ofInt(
                          static_cast<std::int32_t>(a[0].get<ListObject>().items.size()));
                  })
        .method("Group this[int groupnum]",
                [](Env&, Args a) {
                    return groupAmong(a[0], [&](const CompiledRegex& regex) {
                        return a[1].asInt() < 0
                            ? std::string::npos
                            : regex.groupNumbered(static_cast<std::uint64_t>(a[1].asInt()));
                    });
                })
        .method("Group this[string groupname]", [](Env&, Args a) {
            return groupAmong(
                a[0], [&](const CompiledRegex& regex) { return groupOf(regex, a[1].text()); });
        });
    library.type("class System.Text.RegularExpressions.Match : Group", "A match")
        .property("static Match Empty", [](Env&, Args) { return noMatch(); })
        .property(
            "GroupCollection Groups",
            [](Env&, Args a) {
                std::vector<Value> groups;
                for (std::size_t i = 0; i < matchOf(a[0]).capture.groups.size(); ++i)
                    groups.push_back(groupAt(a[0], i));
                return makeValue<ListObject>(*a.site().result, std::move(groups));
            },
            "Groups by number and name; 0 is the whole match")
        .method("Match NextMatch()",
                [](Env& env, Args a) {
                    const auto& match = matchOf(a[0]);
                    if (!match.span.isSet)
                        return a[0];
                    const auto from = nextStart(match);
                    return from == std::string::npos ? noMatch()
                                                     : search(env, match.regex, match.input, from);
                })
        .method("string Result(string replacement)", [](Env& env, Args a) {
            return matchOf(a[0]).span.isSet
                ? Value::ofString(expand(matchOf(a[0]), a[1].text()))
                : env.notSupported("Result cannot be called on a failed Match.");
        });
    library.type("class System.Text.RegularExpressions.MatchCollection : IReadOnlyList<Match>")
        .method("IEnumerator GetEnumerator()", enumeratorOf)
        .property("int Count",
                  [](Env&, Args a) {
                      return Value::ofInt(
                          static_cast<std::int32_t>(a[0].get<ListObject>().items.size()));
                  })
        .method("Match this[int i]", [](Env& env, Args a) {
            auto item = a[1].asInt() < 0 ? std::nullopt
                                         : elementAt(a[0], static_cast<std::size_t>(a[1].asInt()));
            return item ? std::move(*item) : env.argumentRange("i");
        });
}

} // namespace

void registerRegex(LibraryBuilder& library)
{
    library.type("enum System.Text.RegularExpressions.RegexOptions")
        .flags()
        .value("None", 0)
        .value("IgnoreCase", 1)
        .value("Multiline", 2)
        .value("ExplicitCapture", 4)
        .value("Compiled", 8)
        .value("Singleline", 16)
        .value("IgnorePatternWhitespace", 32)
        .value("RightToLeft", 64)
        .value("ECMAScript", 256)
        .value("CultureInvariant", 512);
    registerMatches(library);
    library.type("class System.Text.RegularExpressions.Regex", "A regular expression")
        .method("new(string pattern)", constructRegex)
        .method("new(string pattern, RegexOptions options)", constructRegex)
        .method("new(string pattern, RegexOptions options, TimeSpan matchTimeout)", constructRegex)
        .property("RegexOptions Options",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result, a[0].get<RegexObject>().options);
                  })
        .method("bool IsMatch(string input)", isMatch, "True when the input matches")
        .method("Match Match(string input)", firstMatch, "The first match")
        .method("bool IsMatch(string input, int startat)", isMatch)
        .method("Match Match(string input, int startat)", firstMatch)
        .method("Match Match(string input, int beginning, int length)", matchInPart,
                "The first match in a part of the input")
        .method("MatchCollection Matches(string input, int startat)", matches)
        .method("string Replace(string input, string replacement, int count, int startat)",
                replaceMatches)
        .method("string Replace(string input, MatchEvaluator evaluator, int count, int startat)",
                replaceMatches)
        .method("string[] Split(string input, int count, int startat)", splitAtMatches)
        .property("bool RightToLeft", [](Env&, Args) { return Value::ofBool(false); })
        .property(
            "TimeSpan MatchTimeout",
            [](Env&, Args a) { return Value::ofTimeSpanTicks(a[0].get<RegexObject>().timeout); })
        .property("static TimeSpan InfiniteMatchTimeout",
                  [](Env&, Args) { return Value::ofTimeSpanTicks(kNoTimeout); })
        .method("int[] GetGroupNumbers()",
                [](Env&, Args a) {
                    std::vector<Value> numbers;
                    for (const auto& group : a[0].get<RegexObject>().regex->groups())
                        numbers.push_back(Value::ofInt(static_cast<std::int32_t>(group.number)));
                    return newArray(core().int32, std::move(numbers));
                })
        .method("string GroupNameFromNumber(int i)",
                [](Env&, Args a) {
                    const auto& regex = *a[0].get<RegexObject>().regex;
                    const auto index = a[1].asInt() < 0
                        ? std::string::npos
                        : regex.groupNumbered(static_cast<std::uint64_t>(a[1].asInt()));
                    return index == std::string::npos ? Value::ofLiteral("")
                                                      : Value::ofText(regex.groups()[index].name);
                })
        .method("int GroupNumberFromName(string name)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("name");
                    const auto& regex = *a[0].get<RegexObject>().regex;
                    const auto index = groupOf(regex, a[1].text());
                    return Value::ofInt(
                        index == std::string::npos
                            ? -1
                            : static_cast<std::int32_t>(regex.groups()[index].number));
                })
        .method("MatchCollection Matches(string input)", matches, "All matches")
        .method("string Replace(string input, string replacement)", replaceMatches,
                "Every match becomes the replacement")
        .method("string Replace(string input, string replacement, int count)", replaceMatches)
        .method("string Replace(string input, MatchEvaluator evaluator)", replaceMatches)
        .method("string Replace(string input, MatchEvaluator evaluator, int count)", replaceMatches)
        .method("string[] Split(string input)", splitAtMatches, "The parts between the matches")
        .method("string[] Split(string input, int count)", splitAtMatches)
        .method("string[] GetGroupNames()",
                [](Env&, Args a) {
                    std::vector<std::string> names;
                    for (const auto& group : a[0].get<RegexObject>().regex->groups())
                        names.push_back(group.name);
                    return Value::ofStringList(names);
                })
        .method("static bool IsMatch(string input, string pattern)", isMatch,
                "True when the input matches")
        .method("static bool IsMatch(string input, string pattern, RegexOptions options)", isMatch)
        .method("static bool IsMatch(string input, string pattern, RegexOptions options, TimeSpan "
                "matchTimeout)",
                isMatch)
        .method("static Match Match(string input, string pattern)", firstMatch, "The first match")
        .method("static Match Match(string input, string pattern, RegexOptions options)",
                firstMatch)
        .method("static Match Match(string input, string pattern, RegexOptions options, TimeSpan "
                "matchTimeout)",
                firstMatch)
        .method("static MatchCollection Matches(string input, string pattern, RegexOptions "
                "options, TimeSpan matchTimeout)",
                matches)
        .method("static string Replace(string input, string pattern, string replacement, "
                "RegexOptions options, TimeSpan matchTimeout)",
                replaceMatches)
        .method("static string Replace(string input, string pattern, MatchEvaluator evaluator, "
                "RegexOptions options, TimeSpan matchTimeout)",
                replaceMatches)
        .method("static string[] Split(string input, string pattern, RegexOptions options, "
                "TimeSpan matchTimeout)",
                splitAtMatches)
        .method("static MatchCollection Matches(string input, string pattern)", matches,
                "All matches")
        .method(
            "static MatchCollection Matches(string input, string pattern, RegexOptions options)",
            matches)
        .method("static string Replace(string input, string pattern, string replacement)",
                replaceMatches, "Every match becomes the replacement")
        .method("static string Replace(string input, string pattern, string replacement, "
                "RegexOptions options)",
                replaceMatches)
        .method("static string Replace(string input, string pattern, MatchEvaluator evaluator)",
                replaceMatches)
        .method("static string Replace(string input, string pattern, MatchEvaluator evaluator, "
                "RegexOptions options)",
                replaceMatches)
        .method("static string[] Split(string input, string pattern)", splitAtMatches)
        .method("static string[] Split(string input, string pattern, RegexOptions options)",
                splitAtMatches)
        .method("static string Escape(string str)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("str")
                                         : Value::ofString(escaped(a[0].text()));
                })
        .method("static string Unescape(string str)", [](Env& env, Args a) {
            if (a[0].isNull())
                return env.argumentNull("str");
            auto text = unescaped(a[0].text());
            return text
                ? Value::ofString(std::move(*text))
                : env.argument("parsing \"" + a[0].toText() + "\" - Unrecognized escape sequence.");
        });
}

} // namespace gatelens::expression

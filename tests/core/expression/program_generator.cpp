#include "tests/core/expression/program_generator.h"

#include "core/expression/types/library.h"

#include <algorithm>
#include <map>

namespace gatelens::expression {

namespace {

/// One member of the registry that a program can name.
struct Member
{
    const TypeDefinition* owner = nullptr;
    const Method* method = nullptr;
    const Property* property = nullptr;
};

const std::vector<Member>& allMembers()
{
    static const std::vector<Member> members = [] {
        std::vector<Member> all;
        for (const auto& type : Library::instance().definitions()) {
            for (const auto& method : type.methodStore)
                all.push_back({&type, &method, nullptr});
            for (const auto& property : type.propertyStore)
                all.push_back({&type, nullptr, &property});
        }
        return all;
    }();
    return members;
}

/// Expressions of the types that have no usable constructor, or better values than `new` makes.
const std::map<std::string, std::vector<std::string>>& samples()
{
    static const std::map<std::string, std::vector<std::string>> known{
        {"int", {"0", "1", "-1", "7", "int.MaxValue", "int.MinValue", "64"}},
        {"long", {"0L", "-5L", "long.MaxValue", "long.MinValue"}},
        {"uint", {"0u", "uint.MaxValue"}},
        {"ulong", {"0ul", "ulong.MaxValue"}},
        {"short", {"(short)3", "short.MinValue"}},
        {"ushort", {"(ushort)3"}},
        {"byte", {"(byte)200"}},
        {"sbyte", {"(sbyte)-3"}},
        {"double",
         {"0.0", "1.5", "-1e300", "double.NaN", "double.PositiveInfinity", "double.Epsilon"}},
        {"float", {"1.5f", "float.NaN"}},
        {"decimal", {"0m", "1.50m", "decimal.MaxValue", "decimal.MinValue"}},
        {"bool", {"true", "false"}},
        {"char", {"'a'", "'\\0'", "'\\ud83d'", "'é'"}},
        {"string",
         {"\"\"", "\"abc\"", "\"é😀\"", "\"\\ud83d\"", "\"1,2\"", "\"{0}\"", "\"yyyy-MM-dd\"",
          "\"{'a':[1,{'b':null}]}\"", "\"<a x='1'><b/>t</a>\"", "\"(a+)+$\"",
          "\"2024-01-02T03:04:05Z\"", "\"AQID\"", "\"http://a/b?c#d\"", "\"a.b[0]\"",
          "\"F999999999\"", "\"\\0\""}},
        {"object",
         {"null", "1", "\"x\"", "new object()", "new[] { 1, 2 }", "JObject.Parse(\"{'a':1}\")"}},
        {"DateTime", {"new DateTime(2024, 1, 31)", "DateTime.MinValue", "DateTime.MaxValue"}},
        {"DateTimeOffset",
         {"DateTimeOffset.MinValue", "new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero)"}},
        {"TimeSpan",
         {"TimeSpan.Zero", "TimeSpan.MaxValue", "TimeSpan.MinValue", "TimeSpan.FromHours(1)"}},
        {"Guid", {"Guid.Empty"}},
        {"Type",
         {"typeof(int)", "typeof(int[])", "typeof(DayOfWeek)", "typeof(int?)",
          "typeof(List<int>)"}},
        {"CultureInfo", {"CultureInfo.InvariantCulture"}},
        {"IFormatProvider", {"CultureInfo.InvariantCulture", "null"}},
        {"Exception", {"new Exception(\"m\")", "new FormatException(\"f\", new Exception())"}},
        {"Encoding", {"Encoding.UTF8", "Encoding.ASCII", "Encoding.Unicode"}},
        {"JToken",
         {"JToken.Parse(\"[1,{'a':2}]\")", "new JValue(1)",
          "JObject.Parse(\"{'a':{'b':1}}\")[\"a\"]"}},
        {"JObject", {"JObject.Parse(\"{'a':{'b':[1,2]},'c':null}\")", "new JObject()"}},
        {"JArray", {"JArray.Parse(\"[1,'x',null,{}]\")", "new JArray()"}},
        {"JProperty", {"new JProperty(\"a\", 1)", "JObject.Parse(\"{'a':1}\").Property(\"a\")"}},
        {"JValue", {"new JValue(5)", "(JValue)JToken.Parse(\"'x'\")"}},
        {"JContainer", {"new JArray(1)", "new JObject()"}},
        {"XElement", {"XElement.Parse(\"<a x='1'><b>1</b>t<c/></a>\")", "new XElement(\"a\")"}},
        {"XDocument", {"XDocument.Parse(\"<?xml version='1.0'?><r><a/></r>\")", "new XDocument()"}},
        {"XNode", {"new XElement(\"a\", 1)", "new XText(\"t\")", "new XComment(\"c\")"}},
        {"XContainer", {"XElement.Parse(\"<a><b/></a>\")"}},
        {"XAttribute",
         {"new XAttribute(\"a\", 1)", "XElement.Parse(\"<a x='1'/>\").Attribute(\"x\")"}},
        {"XName", {"\"a\"", "XName.Get(\"a\", \"urn:x\")"}},
        {"XNamespace", {"XNamespace.None", "XNamespace.Get(\"urn:x\")"}},
        {"XObject", {"new XElement(\"a\")", "new XAttribute(\"a\", 1)", "new XText(\"t\")"}},
        {"XDocumentType",
         {"new XDocumentType(\"a\", null, \"s\", \"\")",
          "XDocument.Parse(\"<!DOCTYPE r [<!ENTITY e 'v'>]><r/>\").DocumentType"}},
        {"XmlDocument",
         {"new XmlDocument()", "JsonConvert.DeserializeXmlNode(\"{'a':{'@x':'1','b':[1,2]}}\")"}},
        {"XmlElement",
         {"JsonConvert.DeserializeXmlNode(\"{'a':{'@x':'1','b':[1,2]}}\").DocumentElement",
          "new XmlDocument().CreateElement(\"p\", \"a\", \"u\")"}},
        {"XmlAttribute",
         {"new XmlDocument().CreateAttribute(\"a\")",
          "JsonConvert.DeserializeXmlNode(\"{'a':{'@x':'1'}}\").DocumentElement.Attributes[0]"}},
        {"XmlAttributeCollection",
         {"JsonConvert.DeserializeXmlNode(\"{'a':{'@x':'1','@y':'2'}}\").DocumentElement"
          ".Attributes"}},
        {"XmlNode",
         {"new XmlDocument()", "new XmlDocument().CreateTextNode(\"t\")",
          "new XmlDocument().CreateElement(\"a\")", "new XmlDocument().CreateAttribute(\"a\")",
          "new XmlDocument().CreateDocumentFragment()",
          "new XmlDocument().CreateXmlDeclaration(\"1.0\", null, null)",
          "JsonConvert.DeserializeXmlNode(\"{'a':{'b':[1,2]}}\").DocumentElement.FirstChild"}},
        {"JsonSerializerSettings",
         {"new JsonSerializerSettings()",
          "new JsonSerializerSettings { DateFormatString = \"yyyy\", MaxDepth = 2 }"}},
        {"TextReader", {"new StringReader(\"<a> <b/></a>\")", "new StringReader(\"[1]\")"}},
        {"TextWriter", {"new StringWriter()"}},
        {"Regex", {"new Regex(\"(a)(?<n>b)?\")"}},
        {"Match", {"Regex.Match(\"xab\", \"(a)(?<n>b)?\")", "Match.Empty"}},
        {"Uri", {"new Uri(\"http://a:81/b/c?d#e\")", "new Uri(\"/x\", UriKind.Relative)"}},
        {"IResponse", {"context.Response", "null"}},
        {"IMessageBody", {"context.Request.Body"}},
        {"Jwt", {"\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.\".AsJwt()"}},
        {"X509Certificate2", {"context.Request.Certificate"}},
        {"SymmetricAlgorithm", {"Aes.Create()"}},
        {"HashAlgorithm", {"SHA256.Create()", "MD5.Create()"}},
        {"StringBuilder", {"new StringBuilder(\"aé\")"}},
        {"Array", {"new[] { 1, 2, 3 }", "new string[0]", "new int[2, 2]"}},
        {"byte[]", {"new byte[] { 1, 2, 255 }", "new byte[0]", "new byte[16]"}},
        {"char[]", {"new[] { 'a', 'b' }", "new char[0]"}},
        {"TimeZoneInfo",
         {"TimeZoneInfo.Utc", "TimeZoneInfo.FindSystemTimeZoneById(\"Europe/Berlin\")"}},
    };
    return known;
}

std::string withoutNullable(std::string type)
{
    if (type.ends_with("?"))
        type.pop_back();
    return type;
}

/// The display of a type with its type parameters replaced by `int` or `string`.
std::string closed(const Type* type, bool asText)
{
    if (type->kind == TypeKind::Parameter)
        return asText ? "string" : "int";
    if (type->isArray())
        return closed(type->element(), asText) + "[]";
    if (type->isNullable())
        return closed(type->element(), asText) + (asText ? "" : "?");
    if (type->definition == nullptr || type->arguments.empty())
        return type->display;
    std::string out = type->definition->name + "<";
    for (std::size_t i = 0; i < type->arguments.size(); ++i)
        out += (i > 0 ? ", " : "") + closed(type->arguments[i], asText);
    return out + ">";
}

} // namespace

std::size_t ProgramGenerator::memberCount() { return allMembers().size(); }

std::size_t ProgramGenerator::below(std::size_t limit)
{
    return limit == 0 ? 0 : static_cast<std::size_t>(m_random() % limit);
}

std::string_view ProgramGenerator::anyOf(const std::vector<std::string>& texts)
{
    return texts[below(texts.size())];
}

std::string ProgramGenerator::lambdaOf(const std::string& type, int depth)
{
    // The last argument of a Func is its result; a Predicate gives bool, a Comparison int.
    auto inside = type.substr(type.find('<') + 1);
    inside.pop_back();
    const auto inputs = static_cast<std::size_t>(std::count(inside.begin(), inside.end(), ','));
    const bool isFunction = type.starts_with("Func<");
    const std::size_t count
        = type.starts_with("Comparison<") ? 2 : (isFunction ? inputs : inputs + 1);
    std::string out = "(";
    for (std::size_t i = 0; i < count; ++i)
        out += (i > 0 ? ", p" : "p") + std::to_string(i);
    out += ") => ";
    const auto result
        = isFunction ? inside.substr(inside.rfind(',') + (inputs > 0 ? 2 : 1)) : inside;
    if (type.starts_with("Predicate<"))
        return out + (oneIn(2) ? "true" : "p0 == p0");
    if (count > 0 && oneIn(2))
        return out + "p" + std::to_string(below(count));
    return out + valueOf(type.starts_with("Comparison<") ? "int" : result, depth + 1);
}

std::string ProgramGenerator::valueOf(const std::string& wanted, int depth)
{
    if (oneIn(12))
        return oneIn(2) ? "null" : "default(" + wanted + ")";
    std::string type
        = oneIn(25) ? std::string(anyOf({"int", "string", "object", "JObject"})) : wanted;
    type = withoutNullable(std::move(type));
    if (type.starts_with("Func<") || type.starts_with("Predicate<") || type.starts_with("Action<")
        || type.starts_with("Comparison<") || type.starts_with("Converter<"))
        return lambdaOf(type, depth);
    if (type == "Action")
        return "() => { }";
    if (type.starts_with("IEnumerable<") || type.starts_with("ICollection<")
        || type.starts_with("IList<") || type.starts_with("IReadOnly")) {
        auto element = type.substr(type.find('<') + 1);
        element.pop_back();
        if (type.find(',') == std::string::npos)
            return oneIn(2) ? "new List<" + element + ">()"
                            : "new " + element + "[] { " + valueOf(element, depth + 1) + " }";
        return "new Dictionary<" + element + ">()";
    }
    if (type.ends_with("[]") && !samples().contains(type)) {
        const auto element = type.substr(0, type.size() - 2);
        return oneIn(3) ? "new " + element + "[0]"
                        : "new " + element + "[] { " + valueOf(element, depth + 1) + " }";
    }
    if (const auto known = samples().find(type); known != samples().end())
        return std::string(anyOf(known->second));
    const auto& library = Library::instance();
    const auto* definition = library.find(
        type.substr(0, type.find('<')),
        type.find('<') == std::string::npos
            ? 0
            : 1 + static_cast<std::size_t>(std::count(type.begin(), type.end(), ',')));
    if (definition != nullptr && definition->kind == TypeKind::Enum && !definition->values.empty())
        return oneIn(6) ? "(" + type + ")99"
                        : type + "." + definition->values[below(definition->values.size())].name;
    if (definition != nullptr && depth < 3) {
        if (const auto* constructors = definition->methodsNamed(".ctor");
            constructors != nullptr && !oneIn(4))
            return "new " + type + "("
                + argumentsOf((*constructors)[below(constructors->size())], depth + 1) + ")";
        // Something of the registry that gives such a value.
        for (int attempt = 0; attempt < 40; ++attempt) {
            const auto number = below(memberCount());
            const auto& member = allMembers()[number];
            const Type* result
                = member.method != nullptr ? member.method->returnType : member.property->type;
            if (result != nullptr && closed(result, false) == type)
                return memberExpression(number, depth + 1);
        }
    }
    return "(" + wanted + ")(object)" + std::string(anyOf({"null", "\"x\"", "1", "context"}));
}

std::string ProgramGenerator::argumentsOf(const void* of, int depth)
{
    const auto& method = *static_cast<const Method*>(of);
    std::string out;
    for (std::size_t i = method.isExtension ? 1 : 0; i < method.parameters.size(); ++i) {
        const auto& parameter = method.parameters[i];
        if (parameter.isOptional && oneIn(2))
            break;
        out += out.empty() ? "" : ", ";
        const auto type = closed(parameter.type, oneIn(2));
        if (parameter.passBy == PassBy::Out)
            out += "out _";
        else if (parameter.passBy == PassBy::Reference)
            out += "ref x0";
        else
            out += valueOf(type, depth + 1);
    }
    return out;
}

std::string ProgramGenerator::memberExpression(std::size_t number, int depth)
{
    const auto& member = allMembers()[number];
    const bool asText = oneIn(2);
    const auto owner = closed(member.owner->self, asText);
    const bool isStatic = member.method != nullptr
        ? member.method->isStatic && !member.method->isExtension
        : member.property->isStatic;
    const auto name = member.method != nullptr ? member.method->name : member.property->name;
    if (name == ".ctor")
        return "new " + owner + "(" + argumentsOf(member.method, depth) + ")";
    if (name.starts_with("op_")) {
        const auto& parameters = member.method->parameters;
        const auto left = valueOf(closed(parameters[0].type, asText), depth + 1);
        if (name == "op_implicit" || name == "op_explicit")
            return "(" + closed(member.method->returnType, asText) + ")(" + left + ")";
        const auto op = name.substr(3);
        return parameters.size() == 1 ? op + "(" + left + ")"
                                      : "(" + left + ") " + op + " ("
                + valueOf(closed(parameters[1].type, asText), depth + 1) + ")";
    }
    std::string receiver = isStatic ? owner : "(" + valueOf(owner, depth + 1) + ")";
    if (owner.find("PolicyContext") != std::string::npos || owner == "IContext")
        receiver = "context";
    if (member.method != nullptr && member.method->isExtension)
        receiver
            = "(" + valueOf(closed(member.method->parameters[0].type, asText), depth + 1) + ")";
    if (name == "get_Item")
        return receiver + "[" + argumentsOf(member.method, depth) + "]";
    if (name == "set_Item")
        return receiver + "["
            + valueOf(closed(member.method->parameters[0].type, asText), depth + 1)
            + "] = " + valueOf(closed(member.method->parameters.back().type, asText), depth + 1);
    if (member.property != nullptr)
        return receiver + "." + name;
    std::string typeArguments;
    if (!member.method->typeParameters.empty() && oneIn(3)) {
        for (std::size_t i = 0; i < member.method->typeParameters.size(); ++i)
            typeArguments
                += (i > 0 ? ", " : "") + std::string(anyOf({"int", "string", "JObject", "object"}));
        typeArguments = "<" + typeArguments + ">";
    }
    return receiver + "." + name + typeArguments + "(" + argumentsOf(member.method, depth) + ")";
}

std::string ProgramGenerator::callOfMember(std::size_t number)
{
    const auto& member = allMembers()[number % memberCount()];
    const bool isVoid = member.method != nullptr && member.method->returnType != nullptr
        && member.method->returnType->kind == TypeKind::Void;
    const auto call = memberExpression(number % memberCount(), 0);
    return isVoid ? "@{ int x0 = 1; " + call + "; return 1; }"
                  : "@{ var x0 = new[] { 1 }; return " + call + "; }";
}

std::string ProgramGenerator::statement(int depth)
{
    const auto value = [&] { return memberExpression(below(memberCount()), 1); };
    const auto inner = [&] { return depth > 2 ? std::string("n++;") : statement(depth + 1); };
    switch (below(11)) {
    case 0:
        return "if (o is string s" + std::to_string(depth) + ") { o = s" + std::to_string(depth)
            + ".Length; } else { " + inner() + " }";
    case 1:
        return "foreach (var i" + std::to_string(depth) + " in " + valueOf("IEnumerable<int>", 1)
            + ") { " + inner() + " }";
    case 2:
        return "try { " + inner() + " } catch (Exception e" + std::to_string(depth) + ") { o = e"
            + std::to_string(depth) + "; } finally { n++; }";
    case 3:
        return "switch (o) { case null: n = 1; break; case int v" + std::to_string(depth)
            + " when n > 0: n += v" + std::to_string(depth) + "; break; default: " + inner()
            + " break; }";
    case 4:
        return "Func<object, object> f" + std::to_string(depth) + std::to_string(below(1000))
            + " = q => " + value() + ";";
    case 5:
        return "{ T g<T>(object q, T d) { if (q is T t) return t; return d; } o = g(o, "
            + valueOf("object", 1) + "); }";
    case 6:
        return "for (int k" + std::to_string(depth) + " = 0; k" + std::to_string(depth) + " < 3; k"
            + std::to_string(depth) + "++) { " + inner() + " }";
    case 7:
        return "{ dynamic d = o; o = d"
            + std::string(anyOf({".a", ".Length", "[0]", "[\"a\"]", ".ToString()", " + 1"}))
            + "; }";
    case 8:
        return "{ var t = (1, o); var u = t; u.Item2 = n; o = t; }";
    default:
        return "o = " + value() + ";";
    }
}

std::string ProgramGenerator::program()
{
    if (oneIn(3))
        return "@(" + memberExpression(below(memberCount()), 0) + ")";
    std::string out = "@{ object o = " + valueOf("object", 1) + "; int n = 0; ";
    for (std::size_t i = 0; i < 1 + below(4); ++i)
        out += statement(0) + " ";
    return out + "return "
        + std::string(
               anyOf({"o", "n", "o + \"\"", "JsonConvert.SerializeObject(o)", "new { o, n }"}))
        + "; }";
}

} // namespace gatelens::expression

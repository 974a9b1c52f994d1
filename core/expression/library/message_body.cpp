#include "core/expression/library/message_body.h"

#include "core/expression/json/token.h"
#include "core/expression/library/encodings.h"
#include "core/expression/library/facts_view.h"
#include "core/expression/library/web_forms.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

namespace {

/// The bytes, consumed unless they are to be preserved; false with an exception when they are gone.
bool take(Env& env, BodyObject& object, bool preserve, std::string& bytes)
{
    auto& body = object.body();
    if (body.state == MessageBody::State::Consumed) {
        env.invalidOperation("The message body was already read without preserveContent.");
        return false;
    }
    if (!env.charge(body.bytes.size()))
        return false;
    if (preserve) {
        bytes = body.bytes;
    } else {
        bytes = std::move(body.bytes);
        body.bytes.clear();
        body.state = MessageBody::State::Consumed;
    }
    return true;
}

/// By the charset of Content-Type, UTF-8 otherwise; a byte order mark is dropped.
std::string textOfBody(const BodyObject& object, std::string bytes)
{
    if (const auto* contentType = object.headers().find("Content-Type")) {
        const auto lowered = toLower(*contentType);
        const auto at = lowered.find("charset=");
        if (at != std::string::npos) {
            auto name = lowered.substr(at + 8);
            name = name.substr(0, name.find(';'));
            std::erase(name, '"');
            if (auto decoded = decodeText(trimWhiteSpace(name), bytes))
                return std::move(*decoded);
        }
    }
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.erase(0, 3);
    return isAscii(bytes) ? bytes : decodeUtf8(bytes);
}

Value as(Env& env, Args a)
{
    auto& object = a[0].get<BodyObject>();
    const Type* type = a.site().typeArguments[0];
    std::string bytes;
    if (!take(env, object, a[1].asBool(), bytes))
        return {};
    if (type == core().bytes)
        return Value::ofBytes(std::move(bytes));
    auto text = textOfBody(object, std::move(bytes));
    if (type == core().string || type == core().object)
        return Value::ofString(std::move(text));
    const auto& name = type->name;
    if (name == "XElement" || name == "XNode" || name == "XDocument")
        return name == "XDocument" ? parseXmlDocument(env, text) : parseXmlElement(env, text);
    if (name != "JObject" && name != "JArray" && name != "JToken")
        return env.notSupported("A message body cannot be read as " + type->display + ".");
    const auto parsed = parseJson(env, text);
    if (!parsed)
        return {};
    Value root = parsed.value();
    if (!isInstance(root, type))
        return env.raise("JsonReaderException",
                         "Error reading " + name + " from JsonReader: the text holds a "
                             + root.typeName() + ".");
    return root;
}

Value asForm(Env& env, Args a)
{
    auto& object = a[0].get<BodyObject>();
    std::string bytes;
    if (!take(env, object, a[1].asBool(), bytes))
        return {};
    const Type* list = a.site().result->arguments[1];
    auto form = make<DictionaryObject>(*genericOf("Dictionary", {core().string, list}));
    for (auto& [name, content] : parseQuery(textOfBody(object, std::move(bytes)))) {
        const Value key = Value::ofString(std::move(name));
        auto known = form->find(key);
        if (!known) {
            known = newList(core().string, {});
            form->set(key, *known);
        }
        known->get<ListObject>().items.push_back(Value::ofString(std::move(content)));
    }
    return form.value();
}

std::string formText(Env& env, const Value& form)
{
    std::string out;
    const auto* fields = form.as<DictionaryBase>();
    if (fields == nullptr) {
        env.argumentNull("form");
        return out;
    }
    for (const auto& [key, values] : fields->entries()) {
        for (const auto& item : drain(env, values))
            out += (out.empty() ? "" : "&") + escapeForm(key.text()) + "="
                + escapeForm(textOf(item));
    }
    return out;
}

} // namespace

Value bodyView(Env& env, std::size_t slot, const Type* type, MessageBody& body, HeaderList& headers)
{
    Value& known = env.viewSlot(slot);
    if (known.isNull()) {
        env.keepView(known, make<BodyObject>(*type, &body, &headers));
    }
    return known;
}

void registerBody(LibraryBuilder& library)
{
    library.type("class Gatelens.IMessageBody", "The body of a request or response")
        .method("T As<T>(bool preserveContent = false)", as,
                "The body as string, byte[], JObject, JArray, JToken, XElement or XDocument")
        .method("IDictionary<string, IList<string>> AsFormUrlEncodedContent(bool preserveContent = "
                "false)",
                asForm, "The fields of a form");
    library.type("static Gatelens.FormExtensions")
        .method("static string ToQueryString(this IDictionary<string, IList<string>> form)",
                [](Env& env, Args a) {
                    const auto text = formText(env, a[0]);
                    return text.empty() ? Value() : Value::ofString("?" + text);
                })
        .method(
            "static string ToFormUrlEncodedContent(this IDictionary<string, IList<string>> form)",
            [](Env& env, Args a) { return Value::ofString(formText(env, a[0])); });
}

} // namespace gatelens::expression

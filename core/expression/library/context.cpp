#include "core/expression/json/token.h"
#include "core/expression/library/certificate.h"
#include "core/expression/library/facts_view.h"
#include "core/expression/library/families.h"
#include "core/expression/library/message_body.h"
#include "core/expression/library/uri.h"
#include "core/expression/library/views.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

enum Slot : std::size_t
{
    kRequest,
    kResponse,
    kApi,
    kOperation,
    kProduct,
    kSubscription,
    kUser,
    kDeployment,
    kGateway,
    kLastError,
    kBackend,
    kWorkspace,
    kGraphArguments,
    kGraphParent,
    kRequestHeaders,
    kResponseHeaders,
    kVariables,
    kUrl,
    kOriginalUrl,
    kRequestBody,
    kResponseBody,
    kServiceUrl,
    kKeyNames,
    kParameters,
};

Value text(const std::string& content) { return Value::ofText(content); }

Value text(const std::optional<std::string>& content)
{
    return content ? Value::ofText(*content) : Value();
}

Value time(const std::optional<Timestamp>& moment)
{
    return moment ? Value::ofDateTime(*moment) : Value();
}

template<class T, auto member>
Value get(Env&, Args a)
{
    const auto& content = factsOf<T>(a[0]).*member;
    using Content = std::decay_t<decltype(content)>;
    if constexpr (std::is_same_v<Content, bool>)
        return Value::ofBool(content);
    else if constexpr (std::is_same_v<
                           Content, Timestamp> || std::is_same_v<Content, std::optional<Timestamp>>)
        return time(content);
    else
        return text(content);
}

Value textList(const std::vector<std::string>& items) { return Value::ofStringList(items); }

Value groups(Env& env, const Type* listType, const std::vector<GroupFacts>& all)
{
    std::vector<Value> items;
    const Type* type = listType->arguments[0];
    for (const auto& group : all)
        items.push_back(looseView(env, type, &group));
    return newArray(type, std::move(items));
}

void registerRoot(LibraryBuilder& library)
{
    library
        .type("class Gatelens.IProxyRequestContext",
              "What the policy knows about the request being processed")
        .property(
            "IContextApi Api",
            [](Env& env, Args a) { return viewOf(env, kApi, a.site().result, env.context()->api); },
            "The API that the request matched")
        .property(
            "IBackend Backend",
            [](Env& env, Args a) {
                return viewOf(env, kBackend, a.site().result, env.context()->backend);
            },
            "The backend entity chosen, or null")
        .property(
            "IDeployment Deployment",
            [](Env& env, Args a) {
                return viewOf(env, kDeployment, a.site().result, env.context()->deployment);
            },
            "The service and gateway")
        .property(
            "TimeSpan Elapsed",
            [](Env& env, Args) {
                const auto& context = *env.context();
                if (context.fixedElapsed)
                    return Value::ofTimeSpan(*context.fixedElapsed);
                return Value::ofTimeSpan(std::chrono::duration_cast<Micros>(
                    std::chrono::steady_clock::now() - context.startedAt));
            },
            "Time since the request was received")
        .property(
            "IGraphQL GraphQL",
            [](Env& env, Args a) {
                return viewOf(env, kGraphArguments, a.site().result, env.context()->graphQl);
            },
            "Arguments and parent of a GraphQL resolver")
        .property(
            "ILastError LastError",
            [](Env& env, Args a) {
                return viewOf(env, kLastError, a.site().result, env.context()->lastError);
            },
            "The error that led to on-error, or null")
        .property(
            "IOperation Operation",
            [](Env& env, Args a) {
                return viewOf(env, kOperation, a.site().result, env.context()->operation);
            },
            "The operation that the request matched")
        .property(
            "IProduct Product",
            [](Env& env, Args a) {
                return viewOf(env, kProduct, a.site().result, env.context()->product);
            },
            "The product of the subscription, or null")
        .property(
            "IRequest Request",
            [](Env& env, Args a) {
                return viewOf<RequestMessage>(env, kRequest, a.site().result,
                                              env.context()->request);
            },
            "The request")
        .property(
            "Guid RequestId",
            [](Env& env, Args) { return Value::ofGuid(env.context()->requestId); },
            "Identifies the request")
        .property(
            "IResponse Response",
            [](Env& env, Args a) {
                if (env.context()->response == nullptr)
                    return Value();
                Value& known = env.viewSlot(kResponse);
                if (known.isNull()) {
                    env.keepView(known,
                                 make<ResponseObject>(*a.site().result, env.context()->response));
                }
                return known;
            },
            "The response, or null before there is one")
        .property(
            "ISubscription Subscription",
            [](Env& env, Args a) {
                return viewOf(env, kSubscription, a.site().result, env.context()->subscription);
            },
            "The subscription used, or null")
        .property(
            "DateTime Timestamp",
            [](Env& env, Args) { return Value::ofDateTime(env.context()->timestamp); },
            "When the request was received, in UTC")
        .property(
            "bool Tracing", [](Env& env, Args) { return Value::ofBool(env.context()->isTracing); },
            "True when request tracing is on")
        .property(
            "IUser User",
            [](Env& env, Args a) {
                return viewOf(env, kUser, a.site().result, env.context()->user);
            },
            "The user of the subscription, or null")
        .property(
            "IReadOnlyDictionary<string, object> Variables",
            [](Env& env, Args a) {
                Value& known = env.viewSlot(kVariables);
                if (known.isNull()) {
                    env.keepView(known,
                                 make<VariablesView>(*a.site().result, env.context()->variables));
                }
                return known;
            },
            "Values set by set-variable and other policies")
        .property(
            "IWorkspace Workspace",
            [](Env& env, Args a) {
                return viewOf(env, kWorkspace, a.site().result, env.context()->workspace);
            },
            "The workspace of the API, or null")
        .method(
            "void Trace(string message)",
            [](Env& env, Args a) {
                if (env.context()->trace)
                    env.context()->trace(a[1].toText());
                return Value();
            },
            "Adds a message to the request trace");
}

void registerApi(LibraryBuilder& library)
{
    const auto serviceUrl = [](Env& env, Args a) {
        const auto& api = factsOf<ApiFacts>(a[0]);
        return api.serviceUrl ? looseView(env, a.site().result, &*api.serviceUrl) : Value();
    };
    const auto keyNames = [](Env& env, Args a) {
        return looseView(env, a.site().result,
                         &factsOf<ApiFacts>(a[0]).subscriptionKeyParameterNames);
    };
    const auto protocols = [](Env&, Args a) { return textList(factsOf<ApiFacts>(a[0]).protocols); };
    const auto workspace = [](Env& env, Args a) {
        return viewOf(env, kWorkspace, a.site().result, env.context()->workspace);
    };
    library.type("class Gatelens.ISubscriptionKeyParameterNames")
        .property("string Header", get<SubscriptionKeyNames, &SubscriptionKeyNames::header>)
        .property("string Query", get<SubscriptionKeyNames, &SubscriptionKeyNames::query>);
    library.type("class Gatelens.IApi", "An API")
        .property("string Id", get<ApiFacts, &ApiFacts::id>)
        .property("string Name", get<ApiFacts, &ApiFacts::name>)
        .property("string Path", get<ApiFacts, &ApiFacts::path>,
                  "URL suffix, with a slash before it")
        .property("IEnumerable<string> Protocols", protocols)
        .property("IUrl ServiceUrl", serviceUrl, "The backend's URL, or null")
        .property("ISubscriptionKeyParameterNames SubscriptionKeyParameterNames", keyNames);
    library.type("class Gatelens.IContextApi : IApi", "The API of the request")
        .property("bool IsCurrentRevision", get<ApiFacts, &ApiFacts::isCurrentRevision>)
        .property("string Revision", get<ApiFacts, &ApiFacts::revision>)
        .property("string Version", get<ApiFacts, &ApiFacts::version>, "Version name, or null")
        .property("IWorkspace Workspace", workspace);
    library.type("class Gatelens.IOperation", "An operation")
        .property("string Id", get<OperationFacts, &OperationFacts::id>)
        .property("string Method", get<OperationFacts, &OperationFacts::method>)
        .property("string Name", get<OperationFacts, &OperationFacts::name>)
        .property("string UrlTemplate", get<OperationFacts, &OperationFacts::urlTemplate>);
    library.type("enum Gatelens.BackendType").values({"Single", "Pool"});
    library.type("class Gatelens.IBackend", "A backend entity")
        .property("string Id", get<BackendFacts, &BackendFacts::id>)
        .property("string AzureRegion", get<BackendFacts, &BackendFacts::azureRegion>)
        .property("BackendType Type", [](Env&, Args a) {
            return Value::ofEnum(*a.site().result, factsOf<BackendFacts>(a[0]).isPool ? 1 : 0);
        });
    library.type("class Gatelens.IWorkspace")
        .property("string Id", get<WorkspaceFacts, &WorkspaceFacts::id>)
        .property("string Name", get<WorkspaceFacts, &WorkspaceFacts::name>);
    library.type("class Gatelens.ILastError", "Why on-error runs")
        .property("string Source", get<LastErrorFacts, &LastErrorFacts::source>,
                  "The policy or built-in step that failed")
        .property("string Reason", get<LastErrorFacts, &LastErrorFacts::reason>,
                  "Machine-readable code, or null")
        .property("string Message", get<LastErrorFacts, &LastErrorFacts::message>)
        .property("string Scope", get<LastErrorFacts, &LastErrorFacts::scope>)
        .property("string Section", get<LastErrorFacts, &LastErrorFacts::section>)
        .property("string Path", get<LastErrorFacts, &LastErrorFacts::path>)
        .property("string PolicyId", get<LastErrorFacts, &LastErrorFacts::policyId>);
    const auto graph = [](Env& env, std::size_t slot, const std::optional<std::string>& json) {
        if (!json || json->empty())
            return Value();
        Value& known = env.viewSlot(slot);
        if (known.isNull()) {
            const auto parsed = parseJson(env, *json);
            if (parsed)
                known = parsed.value();
        }
        return known;
    };
    static const auto parse = graph;
    const auto arguments = [](Env& env, Args a) {
        return parse(env, kKeyNames, factsOf<GraphQlFacts>(a[0]).arguments);
    };
    library.type("class Gatelens.IGraphQL")
        .property("JObject Arguments", arguments, "The field's arguments")
        .property("JObject GraphQLArguments", arguments)
        .property(
            "JObject Parent",
            [](Env& env, Args a) {
                return parse(env, kGraphParent, factsOf<GraphQlFacts>(a[0]).parent);
            },
            "The parent object, or null at the root");
}

void registerProduct(LibraryBuilder& library)
{
    library.type("class Gatelens.IGroup")
        .property("string Id", get<GroupFacts, &GroupFacts::id>)
        .property("string Name", get<GroupFacts, &GroupFacts::name>);
    library.type("enum Gatelens.ProductState").values({"NotPublished", "Published"});
    const auto limit = [](Env&, Args a) {
        const auto& most = factsOf<ProductFacts>(a[0]).subscriptionsLimit;
        return most ? Value::ofInt(*most) : Value();
    };
    library.type("class Gatelens.IProduct", "A product")
        .property("string Id", get<ProductFacts, &ProductFacts::id>)
        .property("string Name", get<ProductFacts, &ProductFacts::name>)
        .property("bool ApprovalRequired", get<ProductFacts, &ProductFacts::approvalRequired>)
        .property("bool SubscriptionRequired",
                  get<ProductFacts, &ProductFacts::subscriptionRequired>)
        .property("int? SubscriptionsLimit", limit)
        .property("int? SubscriptionLimit", limit)
        .property("ProductState State",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result,
                                           factsOf<ProductFacts>(a[0]).isPublished ? 1 : 0);
                  })
        .property("IEnumerable<IGroup> Groups",
                  [](Env& env, Args a) {
                      return groups(env, a.site().result, factsOf<ProductFacts>(a[0]).groups);
                  })
        .property("IEnumerable<IApi> Apis",
                  [](Env& env, Args a) {
                      std::vector<Value> items;
                      const Type* type = a.site().result->arguments[0];
                      for (const auto& api : factsOf<ProductFacts>(a[0]).apis)
                          items.push_back(looseView(env, type, &api));
                      return newArray(type, std::move(items));
                  })
        .property("IWorkspace Workspace", [](Env& env, Args a) {
            return viewOf(env, kWorkspace, a.site().result, env.context()->workspace);
        });
    library.type("class Gatelens.ISubscription", "A subscription")
        .property("string Id", get<SubscriptionFacts, &SubscriptionFacts::id>)
        .property("string Name", get<SubscriptionFacts, &SubscriptionFacts::name>)
        .property("string Key", get<SubscriptionFacts, &SubscriptionFacts::key>,
                  "The key used by this request")
        .property("string PrimaryKey", get<SubscriptionFacts, &SubscriptionFacts::primaryKey>)
        .property("string SecondaryKey", get<SubscriptionFacts, &SubscriptionFacts::secondaryKey>)
        .property("DateTime CreatedDate", get<SubscriptionFacts, &SubscriptionFacts::createdDate>)
        .property("DateTime? StartDate", get<SubscriptionFacts, &SubscriptionFacts::startDate>)
        .property("DateTime? EndDate", get<SubscriptionFacts, &SubscriptionFacts::endDate>);
    using Identity = std::pair<std::string, std::string>;
    library.type("class Gatelens.IUserIdentity")
        .property("string Id", get<Identity, &Identity::first>)
        .property("string Provider", get<Identity, &Identity::second>);
    library.type("class Gatelens.IUser", "A user")
        .property("string Id", get<UserFacts, &UserFacts::id>)
        .property("string Email", get<UserFacts, &UserFacts::email>)
        .property("string FirstName", get<UserFacts, &UserFacts::firstName>)
        .property("string LastName", get<UserFacts, &UserFacts::lastName>)
        .property("string Note",
                  [](Env&, Args a) {
                      const auto& note = factsOf<UserFacts>(a[0]).note;
                      return note.empty() ? Value() : text(note);
                  })
        .property("DateTime RegistrationDate", get<UserFacts, &UserFacts::registrationDate>)
        .property("IEnumerable<IGroup> Groups",
                  [](Env& env, Args a) {
                      return groups(env, a.site().result, factsOf<UserFacts>(a[0]).groups);
                  })
        .property("IEnumerable<IUserIdentity> Identities", [](Env& env, Args a) {
            std::vector<Value> items;
            const Type* type = a.site().result->arguments[0];
            for (const auto& identity : factsOf<UserFacts>(a[0]).identities)
                items.push_back(looseView(env, type, &identity));
            return newArray(type, std::move(items));
        });
    library.type("class Gatelens.IGateway")
        .property("string Id", get<DeploymentFacts, &DeploymentFacts::gatewayId>)
        .property("string InstanceId", get<DeploymentFacts, &DeploymentFacts::gatewayInstanceId>)
        .property("bool IsManaged", get<DeploymentFacts, &DeploymentFacts::isManagedGateway>);
    library.type("enum Gatelens.CarbonIntensityCategory")
        .values({"NotAvailable", "VeryLow", "Low", "Medium", "High", "VeryHigh"});
    library.type("class Gatelens.ISustainabilityInfo")
        .property("CarbonIntensityCategory CurrentCarbonIntensity",
                  [](Env&, Args a) { return Value::ofEnum(*a.site().result, 0); });
    library.type("class Gatelens.IDeployment", "The service")
        .property("IGateway Gateway",
                  [](Env& env, Args a) {
                      return viewOf(env, kGateway, a.site().result, env.context()->deployment);
                  })
        .property("string GatewayId", get<DeploymentFacts, &DeploymentFacts::gatewayId>)
        .property("string Region", get<DeploymentFacts, &DeploymentFacts::region>)
        .property("string ServiceId", get<DeploymentFacts, &DeploymentFacts::serviceId>)
        .property("string ServiceName", get<DeploymentFacts, &DeploymentFacts::serviceName>)
        .property("ISustainabilityInfo SustainabilityInfo",
                  [](Env& env, Args a) {
                      return looseView(env, a.site().result, &factsOf<DeploymentFacts>(a[0]));
                  })
        .property("IReadOnlyDictionary<string, X509Certificate2> Certificates", [](Env&, Args a) {
            auto all = make<DictionaryObject>(*a.site().result);
            for (const auto& [id, der] : factsOf<DeploymentFacts>(a[0]).certificates)
                all->set(text(id), certificateValue(der));
            return all.value();
        });
}

Value queryOf(Args a)
{
    const Type* type = a.site().result;
    auto all = make<DictionaryObject>(*type,
                                      makeValue<TextComparerObject>(Comparison::OrdinalIgnoreCase));
    for (auto& [name, content] : parseQuery(factsOf<Url>(a[0]).query)) {
        const Value key = text(name);
        std::vector<Value> values;
        if (const auto known = all->find(key))
            values = known->get<ArrayObject>().items;
        values.push_back(text(content));
        all->set(key, newArray(core().string, std::move(values)));
    }
    return all.value();
}

void registerMessages(LibraryBuilder& library)
{
    library.type("class Gatelens.IUrl", "A URL in parts")
        .property("string Scheme", get<Url, &Url::scheme>)
        .property("string Host", get<Url, &Url::host>)
        .property("int Port", [](Env&, Args a) { return Value::ofInt(factsOf<Url>(a[0]).port); })
        .property("string Path", get<Url, &Url::path>, "Begins with a slash; percent-encoding kept")
        .property(
            "IReadOnlyDictionary<string, string[]> Query", [](Env&, Args a) { return queryOf(a); },
            "Decoded query parameters")
        .property(
            "string QueryString",
            [](Env&, Args a) {
                const auto& query = factsOf<Url>(a[0]).query;
                return query.empty() ? Value::ofLiteral("") : Value::ofString("?" + query);
            },
            "With its question mark; \"\" without a query")
        .method(
            "string ToString()",
            [](Env&, Args a) { return Value::ofString(factsOf<Url>(a[0]).toString()); },
            "The whole URL")
        .method(
            "Uri ToUri()",
            [](Env& env, Args a) { return makeUri(env, factsOf<Url>(a[0]).toString()); },
            "The same as a System.Uri");
    library.type("class Gatelens.IPrivateEndpointConnection")
        .property("string Name", [](Env&, Args) { return Value(); })
        .property("string GroupId", [](Env&, Args) { return Value(); })
        .property("string MemberName", [](Env&, Args) { return Value(); });
    library.type("class Gatelens.IFoundry").property("string Deployment", [](Env&, Args) {
        return Value();
    });
    library.type("class Gatelens.IRequest", "The request")
        .property(
            "IMessageBody Body",
            [](Env& env, Args a) {
                auto& message = *env.context()->request;
                if (message.body.state == MessageBody::State::Absent)
                    return Value();
                return bodyView(env, kRequestBody, a.site().result, message.body, message.headers);
            },
            "The body, or null when there is none")
        .property(
            "X509Certificate2 Certificate",
            [](Env&, Args a) {
                const auto& der = factsOf<RequestMessage>(a[0]).clientCertificate;
                return der ? certificateValue(*der) : Value();
            },
            "The client's certificate, or null")
        .property("IFoundry Foundry", [](Env&, Args) { return Value(); })
        .property(
            "IReadOnlyDictionary<string, string[]> Headers",
            [](Env& env, Args a) {
                Value& known = env.viewSlot(kRequestHeaders);
                if (known.isNull()) {
                    env.keepView(known,
                                 make<HeadersView>(*a.site().result,
                                                   &factsOf<RequestMessage>(a[0]).headers));
                }
                return known;
            },
            "Headers by name; names compare without case")
        .property("string IpAddress", get<RequestMessage, &RequestMessage::ipAddress>)
        .property(
            "IReadOnlyDictionary<string, string> MatchedParameters",
            [](Env&, Args a) {
                auto all = make<DictionaryObject>(*a.site().result);
                for (const auto& [name, content] : factsOf<RequestMessage>(a[0]).matchedParameters)
                    all->set(text(name), text(content));
                return all.value();
            },
            "Parameters of the operation's URL template")
        .property("string Method", get<RequestMessage, &RequestMessage::method>)
        .property(
            "IUrl OriginalUrl",
            [](Env& env, Args a) {
                return viewOf(env, kOriginalUrl, a.site().result,
                              &factsOf<RequestMessage>(a[0]).originalUrl);
            },
            "As the client sent it")
        .property(
            "IUrl Url",
            [](Env& env, Args a) {
                return viewOf(env, kUrl, a.site().result, &factsOf<RequestMessage>(a[0]).url);
            },
            "As it will be sent to the backend")
        .property("IPrivateEndpointConnection PrivateEndpointConnection",
                  [](Env&, Args) { return Value(); });
    library.type("class Gatelens.IResponse", "A response")
        .property(
            "IMessageBody Body",
            [](Env& env, Args a) {
                auto& object = a[0].get<ResponseObject>();
                auto& message = object.response();
                if (message.body.state == MessageBody::State::Absent)
                    return Value();
                if (object.shared() == nullptr)
                    return bodyView(env, kResponseBody, a.site().result, message.body,
                                    message.headers);
                auto view = make<BodyObject>(*a.site().result, &message.body, &message.headers);
                view->owner = object.shared();
                return view.value();
            },
            "The body, or null when there is none")
        .property(
            "IReadOnlyDictionary<string, string[]> Headers",
            [](Env& env, Args a) {
                return env.keepLooseView(make<HeadersView>(
                    *a.site().result, &a[0].get<ResponseObject>().response().headers));
            },
            "Headers by name; names compare without case")
        .property("int StatusCode",
                  [](Env&, Args a) {
                      return Value::ofInt(a[0].get<ResponseObject>().response().statusCode);
                  })
        .property("string StatusReason", [](Env&, Args a) {
            return text(a[0].get<ResponseObject>().response().statusReason);
        });
}

/// The values of a header joined by commas, or the default.
Value headerOrDefault(const HeaderList& headers, Args a)
{
    const std::string_view name = a[1].text();
    const std::string* only = nullptr;
    for (const HeaderField& field : headers) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        if (only != nullptr)
            return Value::ofString(*headers.joined(name));
        only = &field.value;
    }
    return only == nullptr ? std::move(a[2]) : Value::ofText(*only);
}

/// GetValueOrDefault of headers, query parameters and claims: the values joined by commas.
Value joinedOrDefault(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    if (a[0].isNull())
        return env.nullReference();
    if (const auto* view = a[0].as<HeadersView>())
        return headerOrDefault(view->headers(), a);
    const auto found = a[0].get<DictionaryBase>().find(a[1]);
    return found ? joinedValues(*found) : a[2];
}

/// GetValueOrDefault of headers, query parameters and claims with an array for a default: the
/// values as they are.
Value valuesOrDefault(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    if (a[0].isNull())
        return env.nullReference();
    const auto found = a[0].get<DictionaryBase>().find(a[1]);
    return found ? *found : a[2];
}

/// Variables.GetValueOrDefault without a type: the variable as it was stored, or null.
Value variableOrNull(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    if (a[0].isNull())
        return env.nullReference();
    const auto found = a[0].get<DictionaryBase>().find(a[1]);
    return found ? *found : Value();
}

/// The stored value by an unboxing cast to the type argument, or the default for null `found`.
Value castOrDefault(Env& env, Args a, const Value* found)
{
    const Type* type = a.site().typeArguments[0];
    if (found == nullptr)
        return a.size() > 2 ? a[2] : defaultOf(type);
    if (found->isNull())
        return type->acceptsNull() ? Value() : env.nullReference();
    if (!isInstance(*found, type))
        return env.invalidCast(*found, *type);
    return *found;
}

/// Variables.GetValueOrDefault<T>.
Value variableOrDefault(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    if (a[0].isNull())
        return env.nullReference();
    const auto found = a[0].get<DictionaryBase>().find(a[1]);
    return castOrDefault(env, a, found ? &*found : nullptr);
}

/// What policies do most, without making views of the request's parts for it.
void registerShortcuts(LibraryBuilder& library)
{
    library.shortcut("context.Request.Headers", joinedOrDefault, [](Env& env, Args a) {
        return a[1].isNull() ? env.argumentNull("key")
                             : headerOrDefault(env.context()->request->headers, a);
    });
    library.shortcut("context.Variables", variableOrDefault, [](Env& env, Args a) {
        return a[1].isNull() ? env.argumentNull("key")
                             : castOrDefault(env, a, env.context()->variables->find(a[1].text()));
    });
}

void registerLookups(LibraryBuilder& library)
{
    registerShortcuts(library);
    library.type("static Gatelens.ContextExtensions")
        .method("static string GetValueOrDefault(this IReadOnlyDictionary<string, string[]> "
                "values, string key, string defaultValue = null)",
                joinedOrDefault, "The values joined by commas, or the default")
        .method("static string[] GetValueOrDefault(this IReadOnlyDictionary<string, string[]> "
                "values, string key, string[] defaultValue)",
                valuesOrDefault, "The values, or the default")
        .method(
            "static string GetValueOrDefault(this IReadOnlyDictionary<string, string> values, "
            "string key, string defaultValue = null)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("key");
                const auto found
                    = a[0].isNull() ? std::nullopt : a[0].get<DictionaryBase>().find(a[1]);
                return found ? *found : a[2];
            },
            "The value, or the default")
        .method(
            "static object GetValueOrDefault(this IReadOnlyDictionary<string, object> variables, "
            "string key)",
            variableOrNull, "The variable, or null when it is not set")
        .method("static T GetValueOrDefault<T>(this IReadOnlyDictionary<string, object> variables, "
                "string key)",
                variableOrDefault, "The variable as T, or default(T) when it is not set")
        .method("static T GetValueOrDefault<T>(this IReadOnlyDictionary<string, object> variables, "
                "string key, T defaultValue)",
                variableOrDefault, "The variable as T, or the default when it is not set");
}

} // namespace

std::optional<Value> HeadersView::find(const Value& key) const
{
    const auto values = m_headers->all(key.text());
    if (values.empty())
        return std::nullopt;
    std::vector<Value> items;
    for (const auto one : values)
        items.push_back(Value::ofText(one));
    return newArray(core().string, std::move(items));
}

std::vector<DictionaryEntry> HeadersView::entries() const
{
    std::vector<DictionaryEntry> all;
    for (const auto& field : *m_headers) {
        const bool isKnown = std::any_of(all.begin(), all.end(), [&](const DictionaryEntry& entry) {
            return equalsIgnoringCase(entry.first.text(), field.name);
        });
        if (!isKnown) {
            Value key = Value::ofText(field.name);
            auto values = find(key);
            all.emplace_back(std::move(key), std::move(*values));
        }
    }
    return all;
}

std::optional<Value> VariablesView::find(const Value& key) const
{
    const auto* found = m_variables->find(key.text());
    return found == nullptr ? std::nullopt : std::optional(*found);
}

std::vector<DictionaryEntry> VariablesView::entries() const
{
    std::vector<DictionaryEntry> all;
    for (const auto& [name, content] : *m_variables)
        all.emplace_back(Value::ofText(name), content);
    return all;
}

Value joinedValues(const Value& array)
{
    const auto* items = array.as<ArrayObject>();
    if (items == nullptr)
        return array;
    std::string out;
    for (const auto& item : items->items)
        out += (&item == items->items.data() ? "" : ",") + textOf(item);
    return Value::ofString(std::move(out));
}

Value responseValue(std::shared_ptr<ResponseMessage> response)
{
    static const Type* type = Library::instance().find("IResponse")->self;
    return makeValue<ResponseObject>(*type, std::move(response));
}

void registerContext(LibraryBuilder& library)
{
    registerRoot(library);
    registerApi(library);
    registerProduct(library);
    registerMessages(library);
    registerLookups(library);
    registerBody(library);
}

} // namespace gatelens::expression

#pragma once

#include "core/expression/library/collections.h"
#include "core/expression/runtime/env.h"
#include "core/message/message.h"

#include <memory>
#include <optional>

namespace gatelens::expression {

/// An object of the `context` tree: shows facts that somebody else owns, and takes a copy when the
/// evaluation ends while an expression's value still refers to it.
template<class T>
class FactsView final : public Object, public LiveView
{
public:
    FactsView(const Type& viewType, const T* live)
        : m_type(&viewType)
        , m_facts(live)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] const T& facts() const noexcept { return *m_facts; }
    void detach() override
    {
        if (m_facts == nullptr || m_own)
            return;
        m_own = std::make_unique<T>(*m_facts);
        m_facts = m_own.get();
    }

private:
    const Type* m_type;
    const T* m_facts;
    std::unique_ptr<const T> m_own; ///< made when needed: views are many and short-lived
};

template<class T>
[[nodiscard]] const T& factsOf(const Value& view)
{
    return view.get<FactsView<T>>().facts();
}

/// The view of a slot, made on first use in an evaluation; null for null facts.
template<class T>
[[nodiscard]] Value viewOf(Env& env, std::size_t slot, const Type* type, const T* facts)
{
    if (facts == nullptr)
        return {};
    Value& known = env.viewSlot(slot);
    if (known.isNull()) {
        env.keepView(known, make<FactsView<T>>(*type, facts));
    }
    return known;
}

/// A view that is not cached, for facts inside a collection.
template<class T>
[[nodiscard]] Value looseView(Env& env, const Type* type, const T* facts)
{
    return env.keepLooseView(make<FactsView<T>>(*type, facts));
}

/// Headers as IReadOnlyDictionary<string, string[]>: names without regard to case.
class HeadersView final : public DictionaryBase, public LiveView
{
public:
    HeadersView(const Type& viewType, const HeaderList* live)
        : m_type(&viewType)
        , m_headers(live)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] const HeaderList& headers() const noexcept { return *m_headers; }
    [[nodiscard]] std::optional<Value> find(const Value& key) const override;
    [[nodiscard]] std::vector<DictionaryEntry> entries() const override;
    [[nodiscard]] std::size_t size() const override { return entries().size(); }
    void detach() override
    {
        if (m_own)
            return;
        m_own = std::make_unique<HeaderList>(*m_headers);
        m_headers = m_own.get();
    }

private:
    const Type* m_type;
    const HeaderList* m_headers;
    std::unique_ptr<const HeaderList> m_own;
};

/// `context.Variables`.
class VariablesView final : public DictionaryBase, public LiveView
{
public:
    VariablesView(const Type& viewType, const Variables* live)
        : m_type(&viewType)
        , m_variables(live)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] const Variables& variables() const noexcept { return *m_variables; }
    [[nodiscard]] std::optional<Value> find(const Value& key) const override;
    [[nodiscard]] std::vector<DictionaryEntry> entries() const override;
    [[nodiscard]] std::size_t size() const override { return m_variables->size(); }
    void detach() override
    {
        if (m_own)
            return;
        m_own = *m_variables;
        m_variables = &*m_own;
    }

private:
    const Type* m_type;
    const Variables* m_variables;
    std::optional<Variables> m_own;
};

/// An IMessageBody of a request or response; reading it without preserveContent consumes it.
class BodyObject final : public Object, public LiveView
{
public:
    BodyObject(const Type& bodyType, MessageBody* live, const HeaderList* headers)
        : m_type(&bodyType)
        , m_body(live)
        , m_headers(headers)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] MessageBody& body() noexcept { return *m_body; }
    [[nodiscard]] const HeaderList& headers() const noexcept { return *m_headers; }
    /// Keeps the message alive that the pointers lead into.
    std::shared_ptr<void> owner;
    void detach() override
    {
        if (owner != nullptr || m_ownBody)
            return;
        m_ownBody = *m_body;
        m_ownHeaders = *m_headers;
        m_body = &*m_ownBody;
        m_headers = &*m_ownHeaders;
    }

private:
    const Type* m_type;
    MessageBody* m_body;
    const HeaderList* m_headers;
    std::optional<MessageBody> m_ownBody;
    std::optional<HeaderList> m_ownHeaders;
};

/// An IResponse: the exchange's own, or one of send-request.
class ResponseObject final : public Object, public LiveView
{
public:
    ResponseObject(const Type& responseType, ResponseMessage* live)
        : m_type(&responseType)
        , m_response(live)
    {
    }
    ResponseObject(const Type& responseType, std::shared_ptr<ResponseMessage> shared)
        : m_type(&responseType)
        , m_response(shared.get())
        , m_own(std::move(shared))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] ResponseMessage& response() noexcept { return *m_response; }
    [[nodiscard]] const std::shared_ptr<ResponseMessage>& shared() const noexcept { return m_own; }
    void detach() override
    {
        if (m_own != nullptr)
            return;
        m_own = std::make_shared<ResponseMessage>(*m_response);
        m_response = m_own.get();
    }

private:
    const Type* m_type;
    ResponseMessage* m_response;
    std::shared_ptr<ResponseMessage> m_own;
};

/// The values of one header or query name, joined as GetValueOrDefault gives them.
[[nodiscard]] Value joinedValues(const Value& array);

} // namespace gatelens::expression

#include "core/expression/binding/binder.h"
#include "core/expression/binding/integer_nodes.h"
namespace gatelens::expression {

Binder::Binder(SyntaxTree& tree, std::string_view source, Diagnostics& diagnostics)
    : m_tree(tree)
    , m_source(source)
    , m_diagnostics(&diagnostics)
{
}

BindResult Binder::bind()
{
    FunctionScope scope;
    m_function = &scope;
    BindResult result;
    result.code = std::make_shared<FunctionCode>();
    if (m_tree.expression != nullptr) {
        Bound bound = bindValue(m_tree.expression);
        if (bound.kind == Bound::Kind::Throw)
            bound = convertTo(std::move(bound), core().object, false, 0);
        if (bound.kind == Bound::Kind::Lambda || bound.kind == Bound::Kind::Methods
            || bound.kind == Bound::Kind::Default)
            error(m_tree.expression->offset, 1, "CS1660",
                  "The expression has no value of its own to return");
        if (!bound.isError() && bound.type != nullptr && bound.type->kind == TypeKind::Void)
            error(m_tree.expression->offset, 1, "CS0127",
                  "The expression gives nothing (void); an expression must have a value");
        result.resultType = bound.type;
        result.traits.isConstant = bound.constant.has_value();
        result.code->expression = withCells(cellsOf(m_tree.scope), std::move(bound.node));
    } else {
        result.code->body = bindStmt(m_tree.body);
        const Type* type = nullptr;
        for (const Type* returned : scope.returned) {
            if (type == nullptr || type->kind == TypeKind::Null)
                type = returned;
            else if (returned != type && returned->kind != TypeKind::Null)
                type = core().object;
        }
        result.resultType = type;
    }
    result.code->slots = scope.slots;
    if (result.resultType == nullptr || result.resultType->kind == TypeKind::Null)
        result.resultType = core().object;
    const bool isConstant = result.traits.isConstant || m_isPure;
    result.traits = std::move(m_traits);
    result.traits.isConstant = isConstant;
    m_function = nullptr;
    return result;
}

Bound Binder::error(std::uint32_t offset, std::uint32_t length, std::string code,
                    std::string message)
{
    m_diagnostics->push_back({offset, length, false, std::move(code), std::move(message)});
    Bound bound;
    bound.offset = offset;
    return bound;
}

void Binder::warn(std::uint32_t offset, std::uint32_t length, std::string code, std::string message)
{
    m_diagnostics->push_back({offset, length, true, std::move(code), std::move(message)});
}

bool Binder::reportLambda(const Expr* lambda)
{
    const auto found = m_lambdaProblems.find(lambda);
    if (found == m_lambdaProblems.end() || found->second.everBound)
        return false;
    for (const auto& one : found->second.first) {
        if (!one.isWarning)
            m_diagnostics->push_back(one);
    }
    return !found->second.first.empty();
}

Bound Binder::cannotConvert(const Bound& bound, const Type* type, std::uint32_t offset)
{
    const auto length = static_cast<std::uint32_t>(1);
    if (bound.isError())
        return error(offset, length, "CS1503",
                     "Cannot convert the expression to type '" + type->display + "'");
    if (bound.kind == Bound::Kind::Lambda && reportLambda(bound.syntax))
        return Bound();
    if (bound.kind == Bound::Kind::Lambda)
        return error(offset, length, "CS1660",
                     "Cannot convert lambda expression to type '" + type->display
                         + "' because its parameters or result do not fit");
    if (bound.kind == Bound::Kind::Methods)
        return error(offset, length, "CS0428",
                     "Cannot convert method group '" + bound.name + "' to type '" + type->display
                         + "': did you intend to invoke the method?");
    if (bound.isNullLiteral())
        return error(offset, length, "CS0037",
                     "Cannot convert null to '" + type->display
                         + "' because it is a non-nullable value type");
    if (bound.constant && type->isIntegral() && bound.type->isIntegral())
        return error(offset, length, "CS0031",
                     "Constant value '" + bound.constant->toText() + "' cannot be converted to a '"
                         + type->display + "'");
    if (bound.type == core().real && (type == core().single || type == core().decimal)
        && bound.constant)
        return error(offset, length, "CS0664",
                     "Literal of type double cannot be implicitly converted to type '"
                         + type->display + "'; use an '" + (type == core().single ? "F" : "M")
                         + "' suffix to create a literal of this type");
    const bool hasCast
        = bound.type != nullptr && static_cast<bool>(classifyTypes(bound.type, type, true));
    return error(
        offset, length, hasCast ? "CS0266" : "CS0029",
        "Cannot implicitly convert type '" + (bound.type == nullptr ? "" : bound.type->display)
            + "' to '" + type->display + "'"
            + (hasCast ? ". An explicit conversion exists (are you missing a cast?)" : ""));
}

Bound Binder::value(NodePtr node, const Type* type, std::uint32_t offset)
{
    Bound bound;
    bound.kind = Bound::Kind::Value;
    bound.node = std::move(node);
    bound.type = type;
    bound.offset = offset;
    return bound;
}

Bound Binder::constant(Value content, const Type* type, std::uint32_t offset)
{
    auto bound = value(constantNode(content), type, offset);
    bound.constant = std::move(content);
    return bound;
}

Bound Binder::valueOf(Value content)
{
    const auto* type = content.type();
    return value(node([content](Frame&) { return content; }),
                 type == nullptr ? core().nullType : type, 0);
}

Bound Binder::rvalue(Bound bound)
{
    switch (bound.kind) {
    case Bound::Kind::Type:
        return error(bound.offset, 1, "CS0119",
                     "'" + bound.type->display + "' is a type, which is not valid in this context");
    case Bound::Kind::Namespace:
        return error(bound.offset, 1, "CS0118",
                     "'" + bound.name + "' is a namespace but is used like a variable");
    case Bound::Kind::Methods:
        if (bound.receiver != nullptr && bound.receiver->isDynamic())
            return dynamicGet(std::move(bound));
        return bound;
    default:
        return bound;
    }
}

NodePtr Binder::loadSlot(std::uint32_t slot) { return slotNode(slot); }

NodePtr Binder::storeSlot(std::uint32_t slot, NodePtr inner)
{
    return node([slot, inner = std::move(inner)](Frame& frame) {
        frame.slots[slot] = inner->evaluate(frame);
        return frame.slots[slot];
    });
}

NodePtr Binder::sequence(std::vector<NodePtr> before, NodePtr last)
{
    if (before.empty())
        return last;
    return node([before = std::move(before), last = std::move(last)](Frame& frame) {
        for (const auto& step : before) {
            static_cast<void>(step->evaluate(frame));
            if (frame.env.raised())
                return Value();
        }
        return last->evaluate(frame);
    });
}

// --- types ---------------------------------------------------------------------------------------

const Type* Binder::resolveType(TypeSyntax* syntax)
{
    switch (syntax->kind) {
    case TypeSyntax::Kind::Array: {
        const Type* element = resolveType(syntax->element);
        return element == nullptr ? nullptr : arrayOf(element, syntax->rank);
    }
    case TypeSyntax::Kind::Nullable: {
        const Type* element = resolveType(syntax->element);
        if (element != nullptr && (element->isReference() || element->isNullable())) {
            error(syntax->offset, syntax->end - syntax->offset, "CS0453",
                  "The type '" + element->display
                      + "' must be a non-nullable value type in order to use it with '?'");
            return nullptr;
        }
        return element == nullptr ? nullptr : nullableOf(element);
    }
    case TypeSyntax::Kind::Tuple: {
        std::vector<const Type*> elements;
        for (TypeSyntax* element : syntax->elements) {
            elements.push_back(resolveType(element));
            if (elements.back() == nullptr)
                return nullptr;
        }
        return tupleOf(std::move(elements), syntax->elementNames);
    }
    case TypeSyntax::Kind::Named:
        break;
    }
    std::vector<const Type*> arguments;
    for (TypeSyntax* argument : syntax->parts.back().arguments) {
        arguments.push_back(resolveType(argument));
        if (arguments.back() == nullptr)
            return nullptr;
    }
    const auto& last = syntax->parts.back().name;
    const auto unbound = syntax->parts.back().unbound;
    const auto arity = arguments.size() + unbound;
    if (syntax->parts.size() == 1) {
        for (const FunctionScope* scope = m_function; scope != nullptr; scope = scope->outer) {
            for (const Type* parameter : scope->typeParameters) {
                if (parameter->name == last && arguments.empty())
                    return parameter;
            }
        }
        if (last == "dynamic" && arguments.empty())
            return core().dynamic;
        if (last == "void" && arguments.empty())
            return core().voidType;
    }
    const auto& library = Library::instance();
    const TypeDefinition* definition = nullptr;
    if (syntax->parts.size() == 1) {
        definition = library.find(last, arity);
    } else {
        std::string full;
        for (const auto& part : syntax->parts)
            full += (full.empty() ? "" : ".") + part.name;
        definition = library.findQualified(full, arity);
        // Partly qualified: Linq.JObject
        if (definition == nullptr) {
            const auto* candidate = library.find(last, arity);
            if (candidate != nullptr) {
                const auto wanted = full.substr(0, full.size() - last.size() - 1);
                const auto& space = candidate->nameSpace;
                if (space == wanted || space.ends_with("." + wanted))
                    definition = candidate;
            }
        }
    }
    if (definition != nullptr)
        return unbound > 0 ? definition->self : genericOf(*definition, std::move(arguments));
    std::vector<std::string_view> names;
    for (const auto& known : library.definitions())
        names.push_back(known.name);
    const auto suggestion = closestName(last, names);
    error(syntax->offset, syntax->end - syntax->offset, "CS0246",
          "The type or namespace name '" + last
              + "' could not be found among the types allowed in policy expressions"
              + (suggestion.empty() ? "" : " - did you mean '" + suggestion + "'?"));
    return nullptr;
}

// --- variables -----------------------------------------------------------------------------------

void Binder::declareLocal(Local* local, const Type* type)
{
    local->type = type;
    local->slot = newSlot();
    local->owner = m_function;
}

std::uint32_t Binder::slotOf(Local* local)
{
    if (local->owner == m_function)
        return local->slot;
    // The cell travels through every function between its owner and here.
    for (const auto& [captured, slot] : m_function->captures) {
        if (captured == local)
            return slot;
    }
    FunctionScope* here = m_function;
    const auto slot = newSlot();
    here->captures.emplace_back(local, slot);
    if (here->outer != nullptr) {
        m_function = here->outer;
        static_cast<void>(slotOf(local));
        m_function = here;
    }
    return slot;
}

NodePtr Binder::loadLocal(Local* local)
{
    const auto slot = slotOf(local);
    if (local->isCaptured)
        return node([slot](Frame& frame) { return frame.slots[slot].get<Cell>().content; });
    return loadSlot(slot);
}

bool Binder::mayHoldClosure(const Type* type)
{
    return type == nullptr || (type->isReference() && type != core().string)
        || type->kind == TypeKind::Parameter || type->kind == TypeKind::ValueTuple;
}

std::vector<Binder::CellSlot> Binder::cellsOf(const std::vector<Local*>& scope) const
{
    std::vector<CellSlot> cells;
    for (const Local* local : scope) {
        if (local->isCaptured && local->owner == m_function && !local->isParameter)
            cells.push_back({local->slot, mayHoldClosure(local->type)});
    }
    return cells;
}

NodePtr Binder::withCells(std::vector<CellSlot> cells, NodePtr inner)
{
    if (cells.empty())
        return inner;
    return node([cells = std::move(cells), inner = std::move(inner)](Frame& frame) {
        for (const auto& cell : cells)
            frame.slots[cell.slot] = frame.env.newCell(cell.mayCycle);
        return inner->evaluate(frame);
    });
}

ActionPtr Binder::scoped(std::vector<Local*>& scope, ActionPtr body)
{
    auto cells = cellsOf(scope);
    if (cells.empty())
        return body;
    return action([cells = std::move(cells), body = std::move(body)](Frame& frame) {
        for (const auto& cell : cells)
            frame.slots[cell.slot] = frame.env.newCell(cell.mayCycle);
        return body->run(frame);
    });
}

} // namespace gatelens::expression

#include "core/expression/binding/binder.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

Bound Binder::bindNew(Expr* expression)
{
    const Type* type = resolveType(expression->type);
    bool failed = type == nullptr;
    auto arguments = bindArguments(expression->arguments, failed);
    if (failed)
        return Bound();
    const auto offset = expression->type->offset;
    if (type->kind == TypeKind::Interface || type->kind == TypeKind::Static)
        return error(offset, expression->type->end - offset, "CS0144",
                     "Cannot create an instance of the abstract type or interface '" + type->display
                         + "'");
    Bound created = constructed(type, arguments, offset);
    if (created.isError() || !expression->hasInitializer)
        return created;
    const auto slot = newSlot();
    std::vector<NodePtr> steps;
    steps.push_back(storeSlot(slot, std::move(created.node)));
    if (!bindInitializer(expression->initializer, type, slot, steps))
        return Bound();
    return value(sequence(std::move(steps), loadSlot(slot)), type, offset);
}

bool Binder::bindInitializer(std::vector<InitializerItem>& items, const Type* type,
                             std::uint32_t slot, std::vector<NodePtr>& steps)
{
    const auto self = [&](std::uint32_t offset) { return value(loadSlot(slot), type, offset); };
    for (auto& item : items) {
        const Expr* first = item.value != nullptr
            ? item.value
            : (item.elements.empty() ? nullptr : item.elements[0]);
        const auto offset = first == nullptr ? 0 : first->offset;
        if (item.value == nullptr) { // a collection element: Add
            std::vector<Argument> arguments;
            for (Expr* element : item.elements) {
                auto& argument = arguments.emplace_back();
                argument.syntax = element;
                argument.bound = bindValue(element);
                if (argument.bound.isError())
                    return false;
            }
            Bound add = bindMember(self(offset), "Add", {}, offset);
            if (add.isError())
                return false;
            Bound call = invoke(std::move(add), std::move(arguments), offset);
            if (call.isError())
                return false;
            steps.push_back(std::move(call.node));
            continue;
        }
        std::optional<Target> target;
        if (!item.index.empty()) {
            std::vector<Argument> indexes;
            for (Expr* index : item.index) {
                auto& argument = indexes.emplace_back();
                argument.syntax = index;
                argument.bound = bindValue(index);
                if (argument.bound.isError())
                    return false;
            }
            target = indexTarget(self(offset), std::move(indexes), offset);
        } else if (item.isNested) {
            Bound member = bindMember(self(offset), item.member, {}, offset);
            if (!member.isValue())
                return false;
            const auto inner = newSlot();
            const Type* memberType = member.type;
            steps.push_back(storeSlot(inner, std::move(member.node)));
            if (!bindInitializer(item.value->initializer, memberType, inner, steps))
                return false;
            continue;
        } else {
            target = memberTarget(self(offset), item.member, offset);
        }
        if (!target)
            return false;
        Bound stored = bindTyped(item.value, target->type);
        if (stored.isError())
            return false;
        for (auto& step : target->prepare)
            steps.push_back(std::move(step));
        steps.push_back(target->store(std::move(stored.node)));
    }
    return true;
}

const Type* Binder::bestCommonType(const std::vector<Bound>& values) const
{
    auto& self = const_cast<Binder&>(*this); // as in commonType
    const Type* best = nullptr;
    for (const auto& candidate : values) {
        if (!candidate.isValue() || candidate.type->kind == TypeKind::Null)
            continue;
        const bool fits = std::all_of(values.begin(), values.end(), [&](const Bound& other) {
            return static_cast<bool>(self.classify(other, candidate.type, false));
        });
        // Of two that fit each other by constants, the wider.
        if (fits && (best == nullptr || classifyTypes(best, candidate.type, false)))
            best = candidate.type;
    }
    return best;
}

namespace {

/// The elements of an initializer that nests one level for each dimension.
std::vector<Expr*> arrayLeaves(Expr* initializer, int rank)
{
    if (rank <= 1)
        return initializer->items;
    std::vector<Expr*> leaves;
    for (Expr* item : initializer->items) {
        if (item->kind != ExprKind::ArrayInitializer)
            continue; // reported where the array is made
        for (Expr* leaf : arrayLeaves(item, rank - 1))
            leaves.push_back(leaf);
    }
    return leaves;
}

} // namespace

Bound Binder::bindNewArray(Expr* expression)
{
    const auto offset = expression->offset;
    if (expression->type == nullptr) {
        // new[] { … }: the element type is the best common type.
        std::vector<Bound> values;
        for (Expr* item : arrayLeaves(expression->third, expression->rank)) {
            values.push_back(bindValue(item));
            if (values.back().isError())
                return Bound();
        }
        const Type* element = bestCommonType(values);
        if (element == nullptr)
            return error(offset, 1, "CS0826", "No best type found for implicitly-typed array");
        if (expression->rank > 1)
            return bindArrayInitializer(expression->third, arrayOf(element, expression->rank));
        std::vector<NodePtr> nodes;
        for (auto& one : values) {
            Bound converted = convertTo(std::move(one), element, false, offset);
            if (converted.isError())
                return converted;
            nodes.push_back(std::move(converted.node));
        }
        return value(node([source = typeSource(element), nodes = std::move(nodes)](Frame& frame) {
                         std::vector<Value> items;
                         items.reserve(nodes.size());
                         for (const auto& one : nodes) {
                             items.push_back(one->evaluate(frame));
                             if (frame.env.raised())
                                 return Value();
                         }
                         return newArray(source.in(frame), std::move(items));
                     }),
                     arrayOf(element), offset);
    }
    const Type* type = resolveType(expression->type);
    if (type == nullptr)
        return Bound();
    std::vector<NodePtr> sizes;
    const Expr* level = expression->third;
    for (auto& argument : expression->arguments) {
        // A size may be of any integer type that int does not hold, too.
        Bound size = bindValue(argument.value);
        if (!size.isError() && size.type != core().uint32 && size.type != core().int64
            && size.type != core().uint64)
            size = convertTo(std::move(size), core().int32, false, argument.value->offset);
        if (size.isError())
            return size;
        if (size.constant && size.constant->asLong() < 0)
            return error(argument.value->offset, 1, "CS0248",
                         "Cannot create an array with a negative size");
        if (expression->third != nullptr && !size.constant)
            return error(argument.value->offset, 1, "CS0150", "A constant value is expected");
        if (level != nullptr && level->kind == ExprKind::ArrayInitializer) {
            if (static_cast<std::size_t>(size.constant->asLong()) != level->items.size())
                return error(level->offset, 1, "CS0847",
                             "An array initializer of length '" + size.constant->toText()
                                 + "' is expected");
            level = level->items.empty() ? nullptr : level->items.front();
        }
        sizes.push_back(std::move(size.node));
    }
    if (expression->third != nullptr)
        return bindArrayInitializer(expression->third, type);
    return value(
        node([source = typeSource(type), offset, sizes = std::move(sizes)](Frame& frame) {
            const Type* closed = source.in(frame);
            std::vector<std::size_t> extents;
            std::size_t total = 1;
            for (const auto& one : sizes) {
                const Value size = one->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                frame.env.offset = offset;
                if (size.asLong() < 0 || size.asLong() > INT32_MAX)
                    return frame.env.raise("OverflowException",
                                           "Arithmetic operation resulted in an overflow.");
                extents.push_back(static_cast<std::size_t>(size.asLong()));
                if (total != 0 && extents.back() > (std::size_t{1} << 40) / total)
                    total = std::size_t{1} << 40;
                else
                    total *= extents.back();
            }
            const bool isBytes = closed == core().bytes;
            if (!frame.env.charge(total * (isBytes ? 1 : sizeof(Value))))
                return Value();
            if (isBytes)
                return Value::ofBytes(std::string(total, '\0'));
            if (extents.size() == 1)
                extents.clear();
            return makeValue<ArrayObject>(*closed,
                                          std::vector<Value>(total, defaultOf(closed->element())),
                                          std::move(extents));
        }),
        type, offset);
}

Bound Binder::bindArrayInitializer(Expr* expression, const Type* type)
{
    const auto offset = expression->offset;
    const Type* element = type->element();
    // Rectangular arrays nest one level for each dimension.
    std::vector<std::size_t> extents;
    std::vector<Expr*> leaves;
    const std::function<bool(Expr*, int)> collect = [&](Expr* level, int depth) {
        const auto at = static_cast<std::size_t>(depth);
        if (extents.size() <= at)
            extents.push_back(level->items.size());
        if (extents[at] != level->items.size())
            return false;
        for (Expr* item : level->items) {
            if (depth + 1 < type->rank) {
                if (item->kind != ExprKind::ArrayInitializer || !collect(item, depth + 1))
                    return false;
            } else {
                leaves.push_back(item);
            }
        }
        return true;
    };
    if (!collect(expression, 0))
        return error(offset, 1, "CS0847",
                     "An array initializer of the expected length is required");
    std::vector<NodePtr> nodes;
    for (Expr* leaf : leaves) {
        Bound one = bindTyped(leaf, element);
        if (one.isError())
            return one;
        nodes.push_back(std::move(one.node));
    }
    if (type->rank == 1)
        extents.clear();
    return value(node([source = typeSource(type), extents, nodes = std::move(nodes)](Frame& frame) {
                     const Type* closed = source.in(frame);
                     std::vector<Value> items;
                     items.reserve(nodes.size());
                     for (const auto& one : nodes) {
                         items.push_back(one->evaluate(frame));
                         if (frame.env.raised())
                             return Value();
                     }
                     if (extents.empty())
                         return newArray(closed->element(), std::move(items));
                     return makeValue<ArrayObject>(*closed, std::move(items), extents);
                 }),
                 type, offset);
}

namespace {

NodePtr recordNode(const Type* type, std::vector<NodePtr> nodes)
{
    return node([type, nodes = std::move(nodes)](Frame& frame) {
        std::vector<Value> fields;
        fields.reserve(nodes.size());
        for (const auto& one : nodes) {
            fields.push_back(one->evaluate(frame));
            if (frame.env.raised())
                return Value();
        }
        return makeValue<RecordObject>(*type, std::move(fields));
    });
}

} // namespace

Bound Binder::bindAnonymous(Expr* expression)
{
    std::vector<std::string> names;
    std::vector<const Type*> types;
    std::vector<NodePtr> nodes;
    for (auto& item : expression->initializer) {
        auto name = item.member;
        if (name.empty()) {
            const Expr* named = item.value;
            while (named->kind == ExprKind::ConditionalAccess)
                named = named->right;
            if (named->kind != ExprKind::Name && named->kind != ExprKind::Member)
                return error(item.value->offset, 1, "CS0746",
                             "Invalid anonymous type member declarator: give it a name, as in new "
                             "{ name = value }");
            name = named->name;
        }
        if (std::find(names.begin(), names.end(), name) != names.end())
            return error(item.value->offset, 1, "CS0833",
                         "An anonymous type cannot have multiple properties with the same name");
        Bound bound = bindValue(item.value);
        if (bound.isError())
            return bound;
        if (!bound.isValue() || bound.type->kind == TypeKind::Null
            || bound.type->kind == TypeKind::Void)
            return error(item.value->offset, 1, "CS0828",
                         "Cannot assign '"
                             + std::string(bound.isNullLiteral() ? "<null>" : "this expression")
                             + "' to anonymous type property '" + name + "'");
        names.push_back(std::move(name));
        types.push_back(bound.type);
        nodes.push_back(std::move(bound.node));
    }
    const Type* type = anonymousOf(std::move(names), std::move(types));
    return value(recordNode(type, std::move(nodes)), type, expression->offset);
}

Bound Binder::bindTuple(Expr* expression)
{
    std::vector<std::string> names;
    std::vector<const Type*> types;
    std::vector<NodePtr> nodes;
    for (auto& element : expression->arguments) {
        Bound bound = bindValue(element.value);
        if (bound.isError())
            return bound;
        if (!bound.isValue() || bound.type->kind == TypeKind::Void)
            return error(element.value->offset, 1, "CS8131", "Tuple elements must have a type");
        names.push_back(element.name);
        types.push_back(bound.isNullLiteral() ? core().object : bound.type);
        nodes.push_back(std::move(bound.node));
    }
    const Type* plain = tupleOf(types);
    const Type* type = tupleOf(std::move(types), std::move(names));
    return value(recordNode(plain, std::move(nodes)), type, expression->offset);
}

} // namespace gatelens::expression

#include "core/expression/syntax/ast.h"

#include <charconv>

namespace gatelens::expression {

namespace {

/// Prints every node in a form that parses back to the same tree: parentheses around every operand
/// that is an operation itself.
class Printer
{
public:
    std::string run(const Expr& expression)
    {
        expr(expression);
        return std::move(m_out);
    }
    std::string run(const Stmt& statement)
    {
        stmt(statement);
        return std::move(m_out);
    }
    std::string run(const TypeSyntax& syntax)
    {
        type(syntax);
        return std::move(m_out);
    }

private:
    template<class... Parts>
    void put(const Parts&... parts)
    {
        ((m_out += parts), ...);
    }

    void type(const TypeSyntax& syntax)
    {
        switch (syntax.kind) {
        case TypeSyntax::Kind::Named:
            for (std::size_t i = 0; i < syntax.parts.size(); ++i) {
                put(i > 0 ? "." : "", syntax.parts[i].name);
                typeArguments(syntax.parts[i].arguments);
                if (syntax.parts[i].unbound > 0)
                    put("<", std::string(syntax.parts[i].unbound - 1, ','), ">");
            }
            break;
        case TypeSyntax::Kind::Array: {
            // The leftmost brackets are the outermost array's.
            const TypeSyntax* element = &syntax;
            std::string suffix;
            for (; element->kind == TypeSyntax::Kind::Array; element = element->element)
                suffix += "[" + std::string(static_cast<std::size_t>(element->rank - 1), ',') + "]";
            type(*element);
            put(suffix);
            break;
        }
        case TypeSyntax::Kind::Nullable:
            type(*syntax.element);
            put("?");
            break;
        case TypeSyntax::Kind::Tuple:
            put("(");
            for (std::size_t i = 0; i < syntax.elements.size(); ++i) {
                put(i > 0 ? ", " : "");
                type(*syntax.elements[i]);
                put(syntax.elementNames[i].empty() ? "" : " ", syntax.elementNames[i]);
            }
            put(")");
            break;
        }
    }

    void typeArguments(const std::vector<TypeSyntax*>& arguments)
    {
        if (arguments.empty())
            return;
        put("<");
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            put(i > 0 ? ", " : "");
            type(*arguments[i]);
        }
        put(">");
    }

    /// An operand: in parentheses unless it is a primary expression.
    void operand(const Expr& expression)
    {
        switch (expression.kind) {
        case ExprKind::Literal:
        case ExprKind::Interpolated:
        case ExprKind::Name:
        case ExprKind::PredefinedType:
        case ExprKind::Member:
        case ExprKind::Call:
        case ExprKind::Index:
        case ExprKind::ConditionalReceiver:
        case ExprKind::New:
        case ExprKind::NewAnonymous:
        case ExprKind::Tuple:
        case ExprKind::TypeOf:
        case ExprKind::Default:
        case ExprKind::SizeOf:
        case ExprKind::Checked:
            expr(expression);
            break;
        default:
            put("(");
            expr(expression);
            put(")");
        }
    }

    /// The hidden parameter of a query has a name that C# cannot write: "*1" is shown as "range1".
    static std::string shownName(const std::string& name)
    {
        return name.starts_with("*") ? "range" + name.substr(1) : name;
    }

    /// "range1." before a range variable that is a member of a hidden parameter; "" otherwise.
    [[nodiscard]] std::string rangeOwner(const std::string& name) const
    {
        for (auto lambda = m_lambdas.rbegin(); lambda != m_lambdas.rend(); ++lambda) {
            for (const auto& one : (*lambda)->parameters) {
                if (one.name == name)
                    return {};
            }
            for (const auto& one : (*lambda)->transparent) {
                if (one == name)
                    return shownName((*lambda)->parameters.front().name) + ".";
            }
        }
        return {};
    }

    void arguments(const std::vector<ArgumentSyntax>& all)
    {
        for (std::size_t i = 0; i < all.size(); ++i) {
            put(i > 0 ? ", " : "", all[i].name, all[i].name.empty() ? "" : ": ");
            put(all[i].mode == PassMode::Out ? "out "
                                             : (all[i].mode == PassMode::Reference ? "ref " : ""));
            expr(*all[i].value);
        }
    }

    void expressions(const std::vector<Expr*>& all)
    {
        for (std::size_t i = 0; i < all.size(); ++i) {
            put(i > 0 ? ", " : "");
            expr(*all[i]);
        }
    }

    void literal(const Value& value)
    {
        switch (value.tag()) {
        case Tag::Null:
            put("null");
            break;
        case Tag::Boolean:
            put(value.asBool() ? "true" : "false");
            break;
        case Tag::Char:
            put("'", escaped(value.toText()), "'");
            break;
        case Tag::UInt32:
            put(value.toText(), "u");
            break;
        case Tag::Int64:
            put(value.toText(), "L");
            break;
        case Tag::UInt64:
            put(value.toText(), "UL");
            break;
        case Tag::Single:
            put(real(static_cast<double>(value.asSingle())), "f");
            break;
        case Tag::Double:
            put(real(value.asDouble()), "d");
            break;
        case Tag::Decimal:
            put(value.toText(), "m");
            break;
        case Tag::ShortString:
        case Tag::String:
            put("\"", escaped(value.text()), "\"");
            break;
        default:
            put(value.toText());
        }
    }

    static std::string real(double number)
    {
        char buffer[40];
        const auto written = std::to_chars(buffer, buffer + sizeof buffer, number);
        return {buffer, written.ptr};
    }

    static std::string escaped(std::string_view text)
    {
        std::string out;
        for (const char c : text) {
            switch (c) {
            case '"':
            case '\'':
            case '\\':
                out.push_back('\\');
                out.push_back(c);
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\0':
                out += "\\0";
                break;
            default:
                out.push_back(c);
            }
        }
        return out;
    }

    void interpolated(const Expr& expression)
    {
        put("$\"");
        for (const auto& part : expression.interpolation) {
            if (part.value == nullptr) {
                for (const char c : escaped(part.text)) {
                    m_out.push_back(c);
                    if (c == '{' || c == '}')
                        m_out.push_back(c);
                }
                continue;
            }
            put("{(");
            expr(*part.value);
            put(")");
            if (part.alignment != nullptr) {
                put(",");
                expr(*part.alignment);
            }
            if (part.hasFormat)
                put(":", escaped(part.format));
            put("}");
        }
        put("\"");
    }

    void initializer(const std::vector<InitializerItem>& items)
    {
        put(" { ");
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto& item = items[i];
            put(i > 0 ? ", " : "");
            if (item.value == nullptr) {
                if (item.elements.size() != 1)
                    put("{ ");
                expressions(item.elements);
                if (item.elements.size() != 1)
                    put(" }");
                continue;
            }
            if (!item.index.empty()) {
                put("[");
                expressions(item.index);
                put("] = ");
            } else if (!item.member.empty()) {
                put(item.member, " = ");
            }
            expr(*item.value);
        }
        put(" }");
    }

    void parameters(const std::vector<ParameterSyntax>& all)
    {
        put("(");
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& one = all[i];
            put(i > 0 ? ", " : "", one.isParams ? "params " : "");
            put(one.mode == PassMode::Out ? "out "
                                          : (one.mode == PassMode::Reference ? "ref " : ""));
            if (one.type != nullptr) {
                type(*one.type);
                put(" ");
            }
            put(shownName(one.name));
            if (one.defaultValue != nullptr) {
                put(" = ");
                expr(*one.defaultValue);
            }
        }
        put(")");
    }

    void pattern(const Pattern& syntax)
    {
        switch (syntax.kind) {
        case Pattern::Kind::Constant:
        case Pattern::Kind::TypeOrConstant:
            operand(*syntax.constant);
            break;
        case Pattern::Kind::Var:
            put("var ", syntax.name);
            break;
        case Pattern::Kind::Type:
            type(*syntax.type);
            put(syntax.name.empty() ? "" : " ", syntax.name);
            break;
        }
    }

    void newArray(const Expr& expression)
    {
        put("new");
        if (expression.type != nullptr) {
            put(" ");
            const TypeSyntax* element = expression.type->element;
            std::string suffix;
            for (; element->kind == TypeSyntax::Kind::Array; element = element->element)
                suffix += "[" + std::string(static_cast<std::size_t>(element->rank - 1), ',') + "]";
            type(*element);
            put("[");
            if (expression.arguments.empty())
                put(std::string(static_cast<std::size_t>(expression.type->rank - 1), ','));
            arguments(expression.arguments);
            put("]", suffix);
        } else {
            put("[]");
        }
        if (expression.third != nullptr) {
            put(" ");
            expr(*expression.third);
        }
    }

    void expr(const Expr& expression)
    {
        switch (expression.kind) {
        case ExprKind::Literal:
            literal(expression.value);
            break;
        case ExprKind::Interpolated:
            interpolated(expression);
            break;
        case ExprKind::Name:
            put(rangeOwner(expression.name), expression.name);
            typeArguments(expression.typeArguments);
            break;
        case ExprKind::PredefinedType:
            type(*expression.type);
            break;
        case ExprKind::Member:
            operand(*expression.left);
            put(expression.left->kind == ExprKind::Literal && !expression.left->value.isString()
                    ? " ."
                    : ".",
                expression.name);
            typeArguments(expression.typeArguments);
            break;
        case ExprKind::Call:
        case ExprKind::Index:
            operand(*expression.left);
            put(expression.kind == ExprKind::Call ? "(" : "[");
            arguments(expression.arguments);
            put(expression.kind == ExprKind::Call ? ")" : "]");
            break;
        case ExprKind::ConditionalAccess:
            operand(*expression.left);
            put("?");
            expr(*expression.right);
            break;
        case ExprKind::ConditionalReceiver:
            break;
        case ExprKind::Unary:
            put(expression.op);
            operand(*expression.left);
            break;
        case ExprKind::Postfix:
            operand(*expression.left);
            put(expression.op);
            break;
        case ExprKind::Binary:
        case ExprKind::Assign:
            operand(*expression.left);
            put(" ", expression.op, " ");
            operand(*expression.right);
            break;
        case ExprKind::Conditional:
            operand(*expression.left);
            put(" ? ");
            operand(*expression.right);
            put(" : ");
            operand(*expression.third);
            break;
        case ExprKind::Cast:
            put("(");
            type(*expression.type);
            put(")");
            operand(*expression.left);
            break;
        case ExprKind::As:
            operand(*expression.left);
            put(" as ");
            type(*expression.type);
            break;
        case ExprKind::Is:
            operand(*expression.left);
            put(" is ");
            pattern(*expression.pattern);
            break;
        case ExprKind::New:
            put("new ");
            type(*expression.type);
            put("(");
            arguments(expression.arguments);
            put(")");
            if (expression.hasInitializer)
                initializer(expression.initializer);
            break;
        case ExprKind::NewArray:
            newArray(expression);
            break;
        case ExprKind::NewAnonymous:
            put("new");
            initializer(expression.initializer);
            break;
        case ExprKind::ArrayInitializer:
            put("{ ");
            expressions(expression.items);
            put(" }");
            break;
        case ExprKind::ObjectInitializer:
            initializer(expression.initializer);
            break;
        case ExprKind::Lambda:
            if (expression.takesAnything) {
                put("delegate ");
            } else {
                parameters(expression.parameters);
                put(" => ");
            }
            m_lambdas.push_back(&expression);
            if (expression.body != nullptr)
                stmt(*expression.body);
            else
                operand(*expression.left);
            m_lambdas.pop_back();
            break;
        case ExprKind::Tuple:
            put("(");
            arguments(expression.arguments);
            put(")");
            break;
        case ExprKind::TypeOf:
        case ExprKind::SizeOf:
            put(expression.kind == ExprKind::TypeOf ? "typeof(" : "sizeof(");
            type(*expression.type);
            put(")");
            break;
        case ExprKind::Default:
            put("default");
            if (expression.type != nullptr) {
                put("(");
                type(*expression.type);
                put(")");
            }
            break;
        case ExprKind::NameOf:
            put("nameof(");
            expr(*expression.left);
            put(")");
            break;
        case ExprKind::Checked:
            put(expression.flag ? "checked(" : "unchecked(");
            expr(*expression.left);
            put(")");
            break;
        case ExprKind::Throw:
            put("throw ");
            operand(*expression.left);
            break;
        case ExprKind::Declaration:
            if (expression.type != nullptr) {
                type(*expression.type);
                put(" ");
            }
            put(expression.name);
            break;
        }
    }

    void declarators(const Stmt& statement)
    {
        type(*statement.type);
        for (std::size_t i = 0; i < statement.declarators.size(); ++i) {
            const auto& one = statement.declarators[i];
            put(i > 0 ? ", " : " ", one.name);
            if (one.initializer != nullptr) {
                put(" = ");
                expr(*one.initializer);
            }
        }
    }

    void stmt(const Stmt& statement)
    {
        switch (statement.kind) {
        case StmtKind::Block:
            put("{ ");
            for (const Stmt* one : statement.statements) {
                stmt(*one);
                put(" ");
            }
            put("}");
            break;
        case StmtKind::Local:
            put(statement.isConst ? "const " : "");
            declarators(statement);
            put(";");
            break;
        case StmtKind::Expression:
            expr(*statement.expression);
            put(";");
            break;
        case StmtKind::If:
            put("if (");
            expr(*statement.expression);
            put(") ");
            stmt(*statement.body);
            if (statement.otherwise != nullptr) {
                put(" else ");
                stmt(*statement.otherwise);
            }
            break;
        case StmtKind::While:
            put("while (");
            expr(*statement.expression);
            put(") ");
            stmt(*statement.body);
            break;
        case StmtKind::Do:
            put("do ");
            stmt(*statement.body);
            put(" while (");
            expr(*statement.expression);
            put(");");
            break;
        case StmtKind::For:
            put("for (");
            for (std::size_t i = 0; i < statement.statements.size(); ++i) {
                put(i > 0 ? ", " : "");
                if (statement.statements[i]->kind == StmtKind::Local)
                    declarators(*statement.statements[i]);
                else
                    expr(*statement.statements[i]->expression);
            }
            put("; ");
            if (statement.expression != nullptr)
                expr(*statement.expression);
            put("; ");
            expressions(statement.iterators);
            put(") ");
            stmt(*statement.body);
            break;
        case StmtKind::Foreach:
            put("foreach (");
            if (statement.pattern != nullptr) {
                put("var (");
                for (std::size_t i = 0; i < statement.pattern->arguments.size(); ++i)
                    put(i > 0 ? ", " : "", statement.pattern->arguments[i].value->name);
                put(")");
            } else {
                type(*statement.type);
                put(" ", statement.name);
            }
            put(" in ");
            expr(*statement.expression);
            put(") ");
            stmt(*statement.body);
            break;
        case StmtKind::Switch:
            put("switch (");
            expr(*statement.expression);
            put(") { ");
            for (const auto& section : statement.sections)
                switchSection(section);
            put("}");
            break;
        case StmtKind::Break:
            put("break;");
            break;
        case StmtKind::Continue:
            put("continue;");
            break;
        case StmtKind::Return:
        case StmtKind::Throw:
            put(statement.kind == StmtKind::Return ? "return" : "throw");
            if (statement.expression != nullptr) {
                put(" ");
                expr(*statement.expression);
            }
            put(";");
            break;
        case StmtKind::Try:
            tryStatement(statement);
            break;
        case StmtKind::Using:
            put("using (");
            if (statement.expression != nullptr)
                expr(*statement.expression);
            else
                declarators(*statement.statements.front());
            put(") ");
            stmt(*statement.body);
            break;
        case StmtKind::Goto:
            put("goto ", statement.name, ";");
            break;
        case StmtKind::GotoCase:
            put("goto case ");
            expr(*statement.expression);
            put(";");
            break;
        case StmtKind::GotoDefault:
            put("goto default;");
            break;
        case StmtKind::Labeled:
            put(statement.name, ": ");
            stmt(*statement.body);
            break;
        case StmtKind::LocalFunction:
            localFunction(statement);
            break;
        case StmtKind::Checked:
            put(statement.flag ? "checked " : "unchecked ");
            stmt(*statement.body);
            break;
        case StmtKind::Empty:
            put(";");
            break;
        }
    }

    void switchSection(const SwitchSection& section)
    {
        for (const auto& label : section.labels) {
            if (label.pattern == nullptr) {
                put("default: ");
                continue;
            }
            put("case ");
            pattern(*label.pattern);
            if (label.guard != nullptr) {
                put(" when ");
                expr(*label.guard);
            }
            put(": ");
        }
        for (const Stmt* one : section.statements) {
            stmt(*one);
            put(" ");
        }
    }

    void tryStatement(const Stmt& statement)
    {
        put("try ");
        stmt(*statement.body);
        for (const auto& clause : statement.catches) {
            put(" catch");
            if (clause.type != nullptr) {
                put(" (");
                type(*clause.type);
                put(clause.name.empty() ? "" : " ", clause.name, ")");
            }
            if (clause.filter != nullptr) {
                put(" when (");
                expr(*clause.filter);
                put(")");
            }
            put(" ");
            stmt(*clause.body);
        }
        if (statement.finallyBody != nullptr) {
            put(" finally ");
            stmt(*statement.finallyBody);
        }
    }

    void localFunction(const Stmt& statement)
    {
        type(*statement.type);
        put(" ", statement.name);
        for (std::size_t i = 0; i < statement.typeParameters.size(); ++i)
            put(i > 0 ? ", " : "<", statement.typeParameters[i]);
        put(statement.typeParameters.empty() ? "" : ">");
        parameters(statement.parameters);
        if (statement.body != nullptr) {
            put(" ");
            stmt(*statement.body);
        } else {
            put(" => ");
            expr(*statement.expression);
            put(";");
        }
    }

    std::string m_out;
    std::vector<const Expr*> m_lambdas; ///< around what is being printed
};

} // namespace

std::string print(const Expr& expression) { return Printer().run(expression); }

std::string print(const Stmt& statement) { return Printer().run(statement); }

std::string print(const TypeSyntax& type) { return Printer().run(type); }

} // namespace gatelens::expression

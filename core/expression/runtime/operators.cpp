#include "core/expression/runtime/operators.h"

#include "core/expression/runtime/decimal.h"

#include <cmath>
#include <limits>

namespace gatelens::expression {

namespace {

template<class T>
T read(const Value& value)
{
    if constexpr (std::is_same_v<T, double>)
        return value.asDouble();
    else if constexpr (std::is_same_v<T, float>)
        return value.asSingle();
    else
        return static_cast<T>(value.asLong());
}

template<class T>
Value write(T value)
{
    if constexpr (std::is_same_v<T, double>)
        return Value::ofDouble(value);
    else if constexpr (std::is_same_v<T, float>)
        return Value::ofSingle(value);
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return Value::ofInteger(Tag::Int32, value);
    else if constexpr (std::is_same_v<T, std::uint32_t>)
        return Value::ofInteger(Tag::UInt32, value);
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return Value::ofInteger(Tag::Int64, value);
    else
        return Value::ofInteger(Tag::UInt64, static_cast<std::int64_t>(value));
}

Value overflow(Env& env)
{
    return env.raise("OverflowException", "Arithmetic operation resulted in an overflow.");
}

Value divideByZero(Env& env)
{
    return env.raise("DivideByZeroException", "Attempted to divide by zero.");
}

enum class Op
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
};

template<class T, Op op, bool isChecked>
Value integerOperation(Env& env, const Value& left, const Value& right)
{
    using U = std::make_unsigned_t<T>;
    const T a = read<T>(left);
    const T b = read<T>(right);
    if constexpr (op == Op::Add || op == Op::Subtract || op == Op::Multiply) {
        T result{};
        bool isOver = false;
        if constexpr (op == Op::Add)
            isOver = __builtin_add_overflow(a, b, &result);
        else if constexpr (op == Op::Subtract)
            isOver = __builtin_sub_overflow(a, b, &result);
        else
            isOver = __builtin_mul_overflow(a, b, &result);
        if (isChecked && isOver)
            return overflow(env);
        return write<T>(result);
    } else if constexpr (op == Op::Divide || op == Op::Remainder) {
        if (b == 0)
            return divideByZero(env);
        if constexpr (std::is_signed_v<T>) {
            if (a == std::numeric_limits<T>::min() && b == -1)
                return overflow(env);
        }
        return write<T>(static_cast<T>(op == Op::Divide ? a / b : a % b));
    } else if constexpr (op == Op::And) {
        return write<T>(static_cast<T>(a & b));
    } else if constexpr (op == Op::Or) {
        return write<T>(static_cast<T>(a | b));
    } else if constexpr (op == Op::Xor) {
        return write<T>(static_cast<T>(a ^ b));
    } else if constexpr (op == Op::ShiftLeft || op == Op::ShiftRight) {
        const int count = right.asInt() & static_cast<int>(sizeof(T) * 8 - 1);
        if constexpr (op == Op::ShiftLeft)
            return write<T>(static_cast<T>(static_cast<U>(a) << count));
        else
            return write<T>(static_cast<T>(a >> count));
    } else {
        static_cast<void>(env);
        return {};
    }
}

template<class T, Op op>
Value realOperation(Env&, const Value& left, const Value& right)
{
    const T a = read<T>(left);
    const T b = read<T>(right);
    if constexpr (op == Op::Add)
        return write<T>(a + b);
    else if constexpr (op == Op::Subtract)
        return write<T>(a - b);
    else if constexpr (op == Op::Multiply)
        return write<T>(a * b);
    else if constexpr (op == Op::Divide)
        return write<T>(a / b);
    else
        return write<T>(std::fmod(a, b));
}

template<class T, Op op>
Value comparison(Env&, const Value& left, const Value& right)
{
    const T a = read<T>(left);
    const T b = read<T>(right);
    if constexpr (op == Op::Equal)
        return Value::ofBool(a == b);
    else if constexpr (op == Op::NotEqual)
        return Value::ofBool(a != b);
    else if constexpr (op == Op::Less)
        return Value::ofBool(a < b);
    else if constexpr (op == Op::Greater)
        return Value::ofBool(a > b);
    else if constexpr (op == Op::LessOrEqual)
        return Value::ofBool(a <= b);
    else
        return Value::ofBool(a >= b);
}

template<Op op>
Value decimalOperation(Env& env, const Value& left, const Value& right)
{
    const Decimal a = left.asDecimal();
    const Decimal b = right.asDecimal();
    if constexpr (op == Op::Divide || op == Op::Remainder) {
        if (b.isZero())
            return divideByZero(env);
    }
    std::optional<Decimal> result;
    if constexpr (op == Op::Add)
        result = a.plus(b);
    else if constexpr (op == Op::Subtract)
        result = a.minus(b);
    else if constexpr (op == Op::Multiply)
        result = a.times(b);
    else if constexpr (op == Op::Divide)
        result = a.over(b);
    else if constexpr (op == Op::Remainder)
        result = a.modulo(b);
    else if constexpr (op == Op::Equal)
        return Value::ofBool(a.compare(b) == 0);
    else if constexpr (op == Op::NotEqual)
        return Value::ofBool(a.compare(b) != 0);
    else if constexpr (op == Op::Less)
        return Value::ofBool(a.compare(b) < 0);
    else if constexpr (op == Op::Greater)
        return Value::ofBool(a.compare(b) > 0);
    else if constexpr (op == Op::LessOrEqual)
        return Value::ofBool(a.compare(b) <= 0);
    else
        return Value::ofBool(a.compare(b) >= 0);
    if (!result)
        return env.raise("OverflowException",
                         "Value was either too large or too small for a Decimal.");
    return Value::ofDecimal(*result);
}

struct Names
{
    std::string_view text;
    Op op;
};

constexpr Names kNames[] = {
    {"+", Op::Add},
    {"-", Op::Subtract},
    {"*", Op::Multiply},
    {"/", Op::Divide},
    {"%", Op::Remainder},
    {"==", Op::Equal},
    {"!=", Op::NotEqual},
    {"<", Op::Less},
    {">", Op::Greater},
    {"<=", Op::LessOrEqual},
    {">=", Op::GreaterOrEqual},
    {"&", Op::And},
    {"|", Op::Or},
    {"^", Op::Xor},
    {"<<", Op::ShiftLeft},
    {">>", Op::ShiftRight},
};

template<class T>
BinaryFunction comparisonOf(Op op)
{
    switch (op) {
    case Op::Equal:
        return comparison<T, Op::Equal>;
    case Op::NotEqual:
        return comparison<T, Op::NotEqual>;
    case Op::Less:
        return comparison<T, Op::Less>;
    case Op::Greater:
        return comparison<T, Op::Greater>;
    case Op::LessOrEqual:
        return comparison<T, Op::LessOrEqual>;
    case Op::GreaterOrEqual:
        return comparison<T, Op::GreaterOrEqual>;
    default:
        return nullptr;
    }
}

template<class T, bool isChecked>
BinaryFunction integerOf(Op op)
{
    switch (op) {
    case Op::Add:
        return integerOperation<T, Op::Add, isChecked>;
    case Op::Subtract:
        return integerOperation<T, Op::Subtract, isChecked>;
    case Op::Multiply:
        return integerOperation<T, Op::Multiply, isChecked>;
    case Op::Divide:
        return integerOperation<T, Op::Divide, isChecked>;
    case Op::Remainder:
        return integerOperation<T, Op::Remainder, isChecked>;
    case Op::And:
        return integerOperation<T, Op::And, isChecked>;
    case Op::Or:
        return integerOperation<T, Op::Or, isChecked>;
    case Op::Xor:
        return integerOperation<T, Op::Xor, isChecked>;
    case Op::ShiftLeft:
        return integerOperation<T, Op::ShiftLeft, isChecked>;
    case Op::ShiftRight:
        return integerOperation<T, Op::ShiftRight, isChecked>;
    default:
        return comparisonOf<T>(op);
    }
}

template<class T>
BinaryFunction realOf(Op op)
{
    switch (op) {
    case Op::Add:
        return realOperation<T, Op::Add>;
    case Op::Subtract:
        return realOperation<T, Op::Subtract>;
    case Op::Multiply:
        return realOperation<T, Op::Multiply>;
    case Op::Divide:
        return realOperation<T, Op::Divide>;
    case Op::Remainder:
        return realOperation<T, Op::Remainder>;
    default:
        return comparisonOf<T>(op);
    }
}

BinaryFunction decimalOf(Op op)
{
    switch (op) {
    case Op::Add:
        return decimalOperation<Op::Add>;
    case Op::Subtract:
        return decimalOperation<Op::Subtract>;
    case Op::Multiply:
        return decimalOperation<Op::Multiply>;
    case Op::Divide:
        return decimalOperation<Op::Divide>;
    case Op::Remainder:
        return decimalOperation<Op::Remainder>;
    case Op::Equal:
        return decimalOperation<Op::Equal>;
    case Op::NotEqual:
        return decimalOperation<Op::NotEqual>;
    case Op::Less:
        return decimalOperation<Op::Less>;
    case Op::Greater:
        return decimalOperation<Op::Greater>;
    case Op::LessOrEqual:
        return decimalOperation<Op::LessOrEqual>;
    case Op::GreaterOrEqual:
        return decimalOperation<Op::GreaterOrEqual>;
    default:
        return nullptr;
    }
}

BinaryFunction boolOf(Op op)
{
    switch (op) {
    case Op::Equal:
        return [](Env&, const Value& a, const Value& b) {
            return Value::ofBool(a.asBool() == b.asBool());
        };
    case Op::NotEqual:
    case Op::Xor:
        return [](Env&, const Value& a, const Value& b) {
            return Value::ofBool(a.asBool() != b.asBool());
        };
    case Op::And:
        return [](Env&, const Value& a, const Value& b) {
            return Value::ofBool(a.asBool() && b.asBool());
        };
    case Op::Or:
        return [](Env&, const Value& a, const Value& b) {
            return Value::ofBool(a.asBool() || b.asBool());
        };
    default:
        return nullptr;
    }
}

struct Range
{
    double low;
    double high; ///< exclusive
};

Range rangeOf(Tag tag)
{
    switch (tag) {
    case Tag::SByte:
        return {-129, 128};
    case Tag::Byte:
        return {-1, 256};
    case Tag::Int16:
        return {-32769, 32768};
    case Tag::UInt16:
    case Tag::Char:
        return {-1, 65536};
    case Tag::Int32:
        return {-2147483649.0, 2147483648.0};
    case Tag::UInt32:
        return {-1, 4294967296.0};
    case Tag::Int64:
        return {-9223372036854777856.0, 9223372036854775808.0};
    default:
        return {-1, 18446744073709551616.0};
    }
}

std::int64_t wrap(Tag tag, std::int64_t bits)
{
    switch (tag) {
    case Tag::SByte:
        return static_cast<std::int8_t>(bits);
    case Tag::Byte:
        return static_cast<std::uint8_t>(bits);
    case Tag::Int16:
        return static_cast<std::int16_t>(bits);
    case Tag::UInt16:
    case Tag::Char:
        return static_cast<std::uint16_t>(bits);
    case Tag::Int32:
        return static_cast<std::int32_t>(bits);
    case Tag::UInt32:
        return static_cast<std::uint32_t>(bits);
    default:
        return bits;
    }
}

Value integerFromReal(Env& env, double number, Tag target, bool isChecked)
{
    const auto range = rangeOf(target);
    const double whole = std::trunc(number);
    if (whole > range.low && whole < range.high) {
        const auto bits = target == Tag::UInt64
            ? static_cast<std::int64_t>(static_cast<std::uint64_t>(whole < 0 ? 0 : whole))
            : static_cast<std::int64_t>(whole);
        return Value::ofInteger(target, bits);
    }
    if (isChecked)
        return overflow(env);
    // Undefined by the language; what x86 hardware gives: int and the smaller types go through a
    // conversion to 32 bits, the others through one to 64, whose failure is the least value.
    const bool isNarrow = target != Tag::UInt32 && target != Tag::Int64 && target != Tag::UInt64;
    if (isNarrow && !(whole >= -2147483648.0 && whole < 2147483648.0))
        return Value::ofInteger(target, wrap(target, std::numeric_limits<std::int32_t>::min()));
    if (whole >= -9223372036854775808.0 && whole < 9223372036854775808.0)
        return Value::ofInteger(target, wrap(target, static_cast<std::int64_t>(whole)));
    return Value::ofInteger(target, wrap(target, std::numeric_limits<std::int64_t>::min()));
}

Value integerFromDecimal(Env& env, const Decimal& number, Tag target)
{
    if (target == Tag::UInt64) {
        if (const auto whole = number.toUInt64())
            return Value::ofInteger(target, static_cast<std::int64_t>(*whole));
    } else if (const auto whole = number.toInt64(); whole && wrap(target, *whole) == *whole) {
        return Value::ofInteger(target, *whole);
    }
    return env.raise("OverflowException",
                     "Value was either too large or too small for an integer.");
}

Value toDecimal(Env& env, const Value& value)
{
    std::optional<Decimal> result;
    if (value.tag() == Tag::Double)
        result = Decimal::of(value.asDouble());
    else if (value.tag() == Tag::Single)
        result = Decimal::of(static_cast<double>(value.asSingle()), 7);
    else if (value.tag() == Tag::UInt64)
        result = Decimal::of(value.asUnsigned());
    else
        result = Decimal::of(value.asLong());
    if (!result)
        return env.raise("OverflowException",
                         "Value was either too large or too small for a Decimal.");
    return Value::ofDecimal(*result);
}

double toReal(const Value& value)
{
    switch (value.tag()) {
    case Tag::Double:
        return value.asDouble();
    case Tag::Single:
        return static_cast<double>(value.asSingle());
    case Tag::Decimal:
        return value.asDecimal().toDouble();
    case Tag::UInt64:
        return static_cast<double>(value.asUnsigned());
    default:
        return static_cast<double>(value.asLong());
    }
}

} // namespace

BinaryFunction binaryOperator(std::string_view text, Tag type, bool isChecked)
{
    const Names* found = nullptr;
    for (const auto& candidate : kNames) {
        if (candidate.text == text)
            found = &candidate;
    }
    if (found == nullptr)
        return nullptr;
    switch (type) {
    case Tag::Boolean:
        return boolOf(found->op);
    case Tag::Int32:
        return isChecked ? integerOf<std::int32_t, true>(found->op)
                         : integerOf<std::int32_t, false>(found->op);
    case Tag::UInt32:
        return isChecked ? integerOf<std::uint32_t, true>(found->op)
                         : integerOf<std::uint32_t, false>(found->op);
    case Tag::Int64:
        return isChecked ? integerOf<std::int64_t, true>(found->op)
                         : integerOf<std::int64_t, false>(found->op);
    case Tag::UInt64:
        return isChecked ? integerOf<std::uint64_t, true>(found->op)
                         : integerOf<std::uint64_t, false>(found->op);
    case Tag::Single:
        return realOf<float>(found->op);
    case Tag::Double:
        return realOf<double>(found->op);
    case Tag::Decimal:
        return decimalOf(found->op);
    default:
        return nullptr;
    }
}

Value convertNumber(Env& env, const Value& value, Tag target, bool isChecked)
{
    if (value.tag() == target)
        return value;
    switch (target) {
    case Tag::Single:
        return Value::ofSingle(static_cast<float>(toReal(value)));
    case Tag::Double:
        return Value::ofDouble(toReal(value));
    case Tag::Decimal:
        return toDecimal(env, value);
    default:
        break;
    }
    if (value.tag() == Tag::Double || value.tag() == Tag::Single)
        return integerFromReal(env, toReal(value), target, isChecked);
    if (value.tag() == Tag::Decimal)
        return integerFromDecimal(env, value.asDecimal(), target);
    const auto bits = value.asLong();
    const auto wrapped = wrap(target, bits);
    if (isChecked) {
        const bool fromUnsigned = value.tag() == Tag::UInt64;
        const bool toUnsigned = target == Tag::UInt64;
        const bool signChanges = (fromUnsigned != toUnsigned) && bits < 0;
        if (wrapped != bits || signChanges)
            return overflow(env);
    }
    return Value::ofInteger(target, wrapped);
}

Value negate(Env& env, const Value& value, bool isChecked)
{
    switch (value.tag()) {
    case Tag::Double:
        return Value::ofDouble(-value.asDouble());
    case Tag::Single:
        return Value::ofSingle(-value.asSingle());
    case Tag::Decimal:
        return Value::ofDecimal(value.asDecimal().negated());
    default: {
        auto* subtract = binaryOperator("-", value.tag(), isChecked);
        return subtract(env, Value::ofInteger(value.tag(), 0), value);
    }
    }
}

Value complement(const Value& value)
{
    return Value::ofInteger(value.tag(), wrap(value.tag(), ~value.asLong()));
}

bool isInstance(const Value& value, const Type* type)
{
    const auto* actual = value.type();
    if (actual == nullptr)
        return false;
    type = type->withoutNullable();
    return actual == type || actual->isAssignableTo(type);
}

bool lookEqual(const Value& left, const Value& right) { return left.equals(right); }

} // namespace gatelens::expression

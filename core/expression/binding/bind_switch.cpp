#include "core/expression/binding/binder.h"
#include "core/expression/binding/outcomes.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/signature.h"

#include <algorithm>

namespace gatelens::expression {

ActionPtr Binder::bindSwitch(Stmt* statement)
{
    Bound governing = bindValue(statement->expression);
    if (!governing.isValue()) {
        if (!governing.isError())
            error(statement->expression->offset, 1, "CS8119",
                  "The switch expression must be a value");
        return nothing();
    }
    const Type* type = governing.type;
    const auto slot = newSlot();
    struct Label
    {
        NodePtr test;
        std::size_t section = 0;
    };
    std::vector<Label> labels;
    std::size_t defaultSection = statement->sections.size();
    auto& context = m_switches.emplace_back();
    context.type = type;
    std::vector<std::uint32_t> sectionLabels;
    for (std::size_t i = 0; i < statement->sections.size(); ++i)
        sectionLabels.push_back(++m_labels);
    for (std::size_t i = 0; i < statement->sections.size(); ++i) {
        for (auto& syntax : statement->sections[i].labels) {
            if (syntax.pattern == nullptr) {
                if (defaultSection != statement->sections.size())
                    error(syntax.offset, 7, "CS0152",
                          "The switch statement contains multiple cases with the label value "
                          "'default'");
                defaultSection = i;
                context.defaultLabel = sectionLabels[i];
                continue;
            }
            if (syntax.pattern->kind == Pattern::Kind::Constant
                || syntax.pattern->kind == Pattern::Kind::TypeOrConstant) {
                Diagnostics scratch;
                Diagnostics* reported = std::exchange(m_diagnostics, &scratch);
                Bound known = syntax.pattern->kind == Pattern::Kind::Constant
                    ? bindTyped(syntax.pattern->constant, type)
                    : bindExpr(syntax.pattern->constant);
                m_diagnostics = reported;
                if (known.constant) {
                    const bool isRepeated = std::any_of(
                        context.cases.begin(), context.cases.end(), [&](const auto& one) {
                            return one.first.equals(*known.constant) && syntax.guard == nullptr;
                        });
                    if (isRepeated)
                        error(syntax.offset, 4, "CS0152",
                              "The switch statement contains multiple cases with the label value '"
                                  + known.constant->toText() + "'");
                    if (syntax.guard == nullptr)
                        context.cases.emplace_back(*known.constant, sectionLabels[i]);
                }
            }
            auto& label = labels.emplace_back();
            label.section = i;
            label.test = bindPattern(syntax.pattern, slot, type, syntax.offset);
            if (syntax.guard != nullptr) {
                NodePtr guard = bindCondition(syntax.guard);
                label.test
                    = node([test = std::move(label.test), guard = std::move(guard)](Frame& frame) {
                          Value matches = test->evaluate(frame);
                          if (frame.env.raised() || !matches.asBool())
                              return matches;
                          return guard->evaluate(frame);
                      });
            }
        }
    }
    std::vector<ActionPtr> sections;
    std::vector<Local*> none;
    for (auto& section : statement->sections)
        sections.push_back(bindList(section.statements, none));
    m_switches.pop_back();
    return scoped(statement->scope,
                  action([slot, defaultSection, inner = std::move(governing.node),
                          labels = std::move(labels), sections = std::move(sections),
                          sectionLabels = std::move(sectionLabels)](Frame& frame) {
                      frame.slots[slot] = inner->evaluate(frame);
                      if (frame.env.raised())
                          return Outcome::Raised;
                      std::size_t chosen = defaultSection;
                      for (const auto& label : labels) {
                          const Value matches = label.test->evaluate(frame);
                          if (frame.env.raised())
                              return Outcome::Raised;
                          if (matches.asBool()) {
                              chosen = label.section;
                              break;
                          }
                      }
                      while (chosen < sections.size()) {
                          const Outcome outcome = sections[chosen]->run(frame);
                          if (outcome == Outcome::Goto) {
                              const auto found = std::find(sectionLabels.begin(),
                                                           sectionLabels.end(), frame.label);
                              if (found == sectionLabels.end() || !frame.env.step())
                                  return frame.env.raised() ? Outcome::Raised : outcome;
                              chosen = static_cast<std::size_t>(found - sectionLabels.begin());
                              continue;
                          }
                          return leaving(outcome);
                      }
                      return Outcome::Next;
                  }));
}

} // namespace gatelens::expression

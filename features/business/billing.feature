@value.billing @enterprise
Feature: What is charged is what was used
  Segment: everybody who pays, and everybody who audits it
  Goal: recompute an invoice to the cent
  Value: one wrong invoice costs more trust than a month of outages
  Strategic effect: charges that add up let customers grow without negotiating

  Rule: An invoice is the plan's base and what was used

    @req.BZ-07 @critical @needs.model_faults
    Scenario Outline: <person> on the <plan> plan owes the base and exactly what the runs have used
      Given the platform charges these prices in dollars per million tokens
        | model | prompt | completion |
        | gpt-4 | 30.00  | 60.00      |
      And <person> has brought in a few days of AI use
      And <person> is connected
      When <person> asks these, one after the other
        | question                       |
        | What do we spend on AI?        |
        | Which features drive our cost? |
        | How slow are our models?       |
      Then each of <person>'s runs is charged with exactly what its tokens cost
      And <person>'s invoice is the base of the <plan> plan and the usage, to the cent

      @segment.early
      Examples: Early
        | person | plan  |
        | Eli    | early |

      @segment.mid
      Examples: Mid
        | person | plan |
        | Max    | mid  |

    @req.BZ-14 @normal @segment.mid
    Scenario: The invoice says what the product has saved
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "How do we save, and what would a savings plan bring?"
      Then Max's answer says in dollars how much Max can save
      And Max's invoice states the saving that the answers have found

    @req.BZ-13 @critical @segment.mid
    Scenario: After a day of sign-ups, changes of plan and questions everything adds up
      Given Sam is signed in
      When 8 customers sign up, choose their plans and ask
      Then for each of them plan, conversation, charge and invoice add up
      And no canary has reached anybody but those it belongs to

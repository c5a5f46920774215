@value.answers
Feature: A tool that fails costs the customer that tool and nothing else
  Segment: mid-market and enterprise customers
  Goal: get what can be had, and be told what could not
  Value: nine results and an honest gap are worth more than no answer
  Strategic effect: agents that fail in part, and say so, can be trusted with the whole

  Rule: Tools lean on several services, and say what each holds

    @req.TL-09 @critical @segment.mid
    Scenario: A compliance check brings together what accounts and records hold
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "Do we meet our compliance policy and audit rules?"
      Then Max's compliance check tells the keys that accounts publishes and the cost that nobody answers for
      And every figure in Max's answer agrees with the records behind it

  Rule: What fails is told, and the rest is delivered

    @req.TL-05 @blocker @segment.mid @isolated @chaos
    Scenario: With the accounts service down the tool that needs it fails in plain words, and the others deliver
      Given Max has brought in a month of AI use
      And Max is connected
      And the accounts service is down
      When Max asks "What can we save, and do we meet our compliance policy?"
      Then Max's tools ended like this, each agent's in any order
        | agent        | tool               | outcome |
        | data         | cost drivers       | success |
        | data         | usage summary      | success |
        | data         | usage trends       | success |
        | optimization | model alternatives | success |
        | actions      | savings plan       | success |
        | actions      | compliance check   | error   |
      And Max's answer says that "Compliance check" is missing, and what to do
      And Max's answer says in dollars how much Max can save

    @req.TL-06 @blocker @segment.mid @isolated @chaos
    Scenario: A tool that hangs is stopped at its limit, the others go on, and nothing is left at work
      Given Max has brought in a month of AI use
      And Max is connected
      And the accounts service is frozen
      When Max asks "What can we save, and do we meet our compliance policy?"
      Then Max's compliance check is stopped at the limit of a tool
      And each other tool that worked for Max took less than 1 second
      And Max's answer says that "Compliance check" is missing, and what to do
      And no tool of Max's is left at work

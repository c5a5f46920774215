@value.answers
Feature: Customers find the agents and ask them by name
  Segment: every customer; enterprises most
  Goal: know who there is to ask, and ask the right one
  Value: a customer who knows the specialists uses the plan that was paid for
  Strategic effect: visible specialists are the reason to move to a higher plan

  Rule: Everybody sees which agents there are, and which are theirs to use

    @req.AG-34 @req.AG-35 @critical @segment.enterprise
    Scenario: All core agents are at an enterprise's service, through every chat process
      Given Ada is signed in
      When Ada looks at the agents
      Then Ada is shown these agents, through every chat process
        | agent        | may be used |
        | triage       | yes         |
        | data helper  | yes         |
        | data         | yes         |
        | optimization | yes         |
        | actions      | yes         |
        | reporting    | yes         |

    @req.AG-34 @normal @segment.free
    Scenario: A customer on a smaller plan sees which agents a larger one adds
      Given Fay is signed in
      When Fay looks at the agents
      Then Fay is shown these agents, through every chat process
        | agent        | may be used         |
        | triage       | yes                 |
        | data helper  | yes                 |
        | data         | yes                 |
        | optimization | with the plan early |
        | actions      | with the plan mid   |
        | reporting    | yes                 |

  Rule: An agent that is asked for by name does the work

    @req.AG-34 @critical @segment.mid
    Scenario: The agent that a customer asks for by name answers, and no other specialist is called in
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks the optimization agent "Which cheaper models could we use?"
      Then Max is answered within the answer budget
      And Max's answer is the work of optimization and reporting
      And every figure in Max's answer agrees with the records behind it

    @req.AG-34 @critical @segment.mid
    Scenario: An agent that does not exist is refused politely, with the names of those that do
      Given Max is connected
      When Max sends a question to an agent that does not exist
      Then Max is told what is wrong with it and what to do
      And Max is told the names of the agents that there are
      And nothing of Max's mistake is kept
      And Max's next question "What do we spend on AI?" is answered on the same connection

    @req.AG-34 @normal @segment.free
    Scenario: An agent of a larger plan is refused with the plan that has it
      Given Fay is connected
      When Fay sends a question to the actions agent
      Then Fay is told what is wrong with it and what to do
      And Fay is told that the plan mid has it
      And nothing of Fay's mistake is kept

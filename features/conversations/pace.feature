@value.conversations
Feature: Conversations keep their pace, alone and in company
  Segment: every customer
  Goal: keep thinking while the system works
  Value: a tool slower than thought is closed
  Strategic effect: pace under load is what lets a rollout grow

  Rule: One conversation is quick

    @req.MS-22 @critical @segment.mid
    Scenario: A chat interaction starts and ends within its budgets
      Given Max has brought in a few days of AI use
      And Max is connected
      When Max asks "What do we spend on AI?"
      Then Max is told within the start budget that the work has begun
      And Max is answered within the exchange budget

  Rule: Several conversations are quick beside one another

    @req.MS-23 @critical @segment.mid @load
    Scenario: Conversations of two customers at the same moment stay apart and quick
      Given Ada and Cleo have brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What do we spend on AI?" at the same moment
      Then Ada and Cleo are answered within the concurrent budget on average
      And nothing of Ada's run reaches Cleo
      And nothing of Cleo's run reaches Ada

    @req.MS-24 @critical @segment.mid @load
    Scenario: Under load every interaction succeeds within the load budget on average
      Given Ada, Ben, Cleo, Max, Eli and Fay have brought in a few days of AI use
      And Ada, Ben, Cleo, Max, Eli and Fay are connected
      When Ada, Ben, Cleo, Max, Eli and Fay ask "What do we spend on AI?" at the same moment
      Then Ada, Ben, Cleo, Max, Eli and Fay are answered within the load budget on average
      And every figure in Fay's answer agrees with the records behind it

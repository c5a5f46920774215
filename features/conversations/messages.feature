@value.conversations
Feature: Question, work and answer stay together
  Segment: every customer who has to show where a figure came from
  Goal: go from any answer back to its question, and find nothing altered
  Value: an answer that can be traced can be signed
  Strategic effect: the conversation is the audit trail of advice

  Rule: Each message leads to the work on it and to its answer

    @req.MS-07 @req.MS-08 @critical @segment.mid
    Scenario: Question, run, steps and answer lead to one another
      Given Max has brought in a few days of AI use
      And Max is connected
      When Max asks "What do we spend on AI?"
      Then Max's question, its run, its steps and its answer lead to one another
      And Max's question and its answer are kept
      And Max reads the answer back as a message of the agents

    @req.MS-12 @critical @segment.mid
    Scenario: What is told of a message is told once it is kept, in the same order
      Given Max has brought in a few days of AI use
      And Max is connected
      And Max was answered on "What do we spend on AI?"
      When Max asks "How slow are our models?"
      Then Max is answered within the answer budget
      And each message of Max's was kept before Max was told of it, in the same order

  Rule: What was said stays as it was said

    @req.MS-09 @critical @segment.mid
    Scenario: A run changes nothing of the messages before it
      Given Max has brought in a few days of AI use
      And Max is connected
      And Max was answered on "What do we spend on AI?"
      And the messages of Max's conversation have been noted
      When Max asks "Which models cost us most?"
      Then Max is answered within the answer budget
      And the noted messages are unchanged, and two have followed

    @req.MS-16 @critical @segment.mid
    Scenario: The results of three runs all stand in the history
      Given Max has brought in a few days of AI use
      And Max is connected
      And Max was answered on these, one after the other
        | question                       |
        | What do we spend on AI?        |
        | Which features drive our cost? |
      When Max asks "How slow are our models?"
      Then Max's questions and answers are kept in the order asked
      And Max reads back all 3 questions and answers, in the order asked

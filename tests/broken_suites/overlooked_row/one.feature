@value.answers
Feature: A table that lets another row pass
  Rule: It is broken

    @req.EV-02
    Scenario: One more does not matter
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then Max is told of these agents
        | agent |
        | data  |

@value.answers
Feature: A table that is not looked at
  Rule: It is broken

    @req.EV-02
    Scenario: The table is for show
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then Max's agents are
        | agent     |
        | anybody   |
        | somebody  |

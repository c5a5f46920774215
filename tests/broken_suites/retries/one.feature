@value.answers
Feature: A check that is repeated until it passes
  Rule: It is broken

    @req.GP-02
    Scenario: The third time it is right
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then Max's figures are right in the end

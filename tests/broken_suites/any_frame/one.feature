@value.answers
Feature: An event that may be any event
  Rule: It is broken

    @req.EV-01
    Scenario: Something happened
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then something happens for Max

@value.answers
Feature: An answer that is compared with itself
  Rule: It is broken

    @req.EV-06
    Scenario: It equals what it is
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then Max's answer is the one that she got

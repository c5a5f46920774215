@value.answers
Feature: A pause in place of a wait
  Rule: It is broken

    @req.GP-01
    Scenario: It is late enough by now
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then Max has an answer after a while

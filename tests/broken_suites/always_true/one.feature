@value.answers
Feature: A Then that is always true
  Rule: It is broken

    @req.GP-01
    Scenario: Whatever is said is good enough
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then Max got an answer or did not

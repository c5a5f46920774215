@value.answers
Feature: A failure that nobody hears of
  Rule: It is broken

    @req.GP-01
    Scenario: The check fails in silence
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then Max was answered, as far as we know

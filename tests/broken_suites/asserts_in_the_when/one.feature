@value.answers
Feature: An assertion in the When
  Rule: It is broken

    @req.GP-01
    Scenario: The Then has nothing left to say
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks and is answered
      Then Max is content

@value.answers
Feature: An assertion in the When
  Rule: It is broken

    @req.GP-01
    Scenario: The Then has nothing left to say
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks and is answered
      Then Ada is content

@value.answers
Feature: A refusal that a dead service gives too
  Rule: It is broken

    @req.AU-02
    Scenario: Nobody gets in when nobody answers
      Given Fay has no account
      When Fay tries to register without a name
      Then nothing came of Fay's registration

@value.answers
Feature: A refusal for whatever reason
  Rule: It is broken

    @req.AU-02
    Scenario: Somehow it did not work
      Given Fay has no account
      When Fay registers with no name
      Then Fay did not get in

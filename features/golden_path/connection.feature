@golden_path @value.answers
Feature: A customer's connection is ready before anything else happens
  Segment: every customer
  Goal: know that the chat listens before typing the first word
  Value: no question is lost in the first second
  Strategic effect: a chat that can be trusted from the first moment is used daily

  Rule: The connection announces itself first

    @req.GP-05 @smoke @blocker @segment.early
    Scenario: The first thing that a customer is told is that the connection is ready for her
      Given Eli is signed in
      When Eli connects
      Then the first thing that Eli is told is that the connection is ready
      And the connection is Eli's own

    @req.GP-05 @critical @segment.early
    Scenario: A question sent before the connection is ready is answered, and readiness still comes first
      Given Eli has brought in a month of AI use
      When Eli connects and at once asks "What do we spend on AI?"
      Then the first thing that Eli is told is that the connection is ready
      And Eli is answered within the answer budget

@value.answers
Feature: An event that may be any event
  Rule: It is broken

    @req.EV-01
    Scenario: Something happened
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then something happens for Ada

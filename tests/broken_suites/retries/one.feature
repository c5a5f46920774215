@value.answers
Feature: A check that is repeated until it passes
  Rule: It is broken

    @req.GP-02
    Scenario: The third time it is right
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then Ada's figures are right in the end

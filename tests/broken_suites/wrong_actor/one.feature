@value.answers
Feature: An assertion on the wrong person
  Rule: It is broken

    @req.GP-02
    Scenario: Another customer's figures are looked at
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then every figure that Cleo was told is right

@value.answers
Feature: A table that is not looked at
  Rule: It is broken

    @req.EV-02
    Scenario: The table is for show
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then Ada's agents are
        | agent     |
        | anybody   |
        | somebody  |

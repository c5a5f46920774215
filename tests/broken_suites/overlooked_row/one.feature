@value.answers
Feature: A table that lets another row pass
  Rule: It is broken

    @req.EV-02
    Scenario: One more does not matter
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then Ada is told of these agents
        | agent |
        | data  |

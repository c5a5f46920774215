@value.answers
Feature: An absence that is looked for where nobody is
  Rule: It is broken

    @req.EV-12
    Scenario: Nobody saw anything
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then nothing of Ada's run reaches Ben's tabs

@value.answers
Feature: A pause in place of a wait
  Rule: It is broken

    @req.GP-01
    Scenario: It is late enough by now
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then Ada has an answer after a while

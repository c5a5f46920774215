@value.answers
Feature: An answer that is compared with itself
  Rule: It is broken

    @req.EV-06
    Scenario: It equals what it is
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then Ada's answer is the one that she got

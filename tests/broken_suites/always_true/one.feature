@value.answers
Feature: A Then that is always true
  Rule: It is broken

    @req.GP-01
    Scenario: Whatever is said is good enough
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then Ada got an answer or did not

@value.answers
Feature: A failure that nobody hears of
  Rule: It is broken

    @req.GP-01
    Scenario: The check fails in silence
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then Ada was answered, as far as we know

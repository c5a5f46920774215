@value.answers
Feature: A scenario without a promise
  Rule: It is broken

    @req.GP-01
    Scenario: It only does something
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada and Cleo ask "What do we spend on AI?" at the same moment

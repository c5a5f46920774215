@value.answers
Feature: A step that is read as a description
  Rule: It is broken

    @req.GP-01
    Scenario: Its only Then is none
      Thn Ada is answered
      Given Ada has brought in a month of AI use
      When Ada and Cleo ask "What do we spend on AI?" at the same moment

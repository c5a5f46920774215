@value.isolation @enterprise @security
Feature: Work belongs to who asked for it
  Segment: enterprise security teams
  Goal: be sure that nobody acts in another's name, or in nobody's
  Value: work under a false name is a breach that no audit finds
  Strategic effect: an identity that cannot be replaced is the ground of every other promise

  Rule: A claimed identity counts for nothing

    @req.IS-06 @blocker @segment.enterprise @owasp.API3
    Scenario: A question that claims to be another customer's stays its asker's
      Given Mallory has brought in a month of AI use
      And Mallory and Cleo are connected
      When Mallory asks "What do we spend on AI?" in the name of Cleo
      Then the work is Mallory's own, and none of it is Cleo's
      And every figure in Mallory's answer agrees with the records behind it
      And nothing of Mallory's run reaches Cleo

  Rule: A name that stands for nobody is refused

    @req.IS-07 @critical @segment.platform @owasp.API1
    Scenario: A placeholder in place of a conversation is refused, and a real one is served
      Given Eli is connected
      When Eli asks in the conversation of each of these names
        | name                                 |
        |                                      |
        | null                                 |
        | None                                 |
        | undefined                            |
        | placeholder                          |
        | default                              |
        | anonymous                            |
        | unknown                              |
        | system                               |
        | admin                                |
        | root                                 |
        | test                                 |
        | me                                   |
        | *                                    |
        | %                                    |
        | 0                                    |
        | -1                                   |
        | ../..                                |
        | [object Object]                      |
        | 00000000-0000-0000-0000-000000000000 |
      Then each of these 20 is refused to Eli with a word on what to do, and nothing is kept
      And Eli's next question "What do we spend on AI?" is answered on the same connection

  Rule: A new session starts with nothing of the old one

    @req.IS-16 @critical @segment.free @needs.model_faults
    Scenario: A customer who starts over has a session without the agents of before
      Given Fay has brought in a month of AI use
      And an agent of Fay's hangs over "Where does our AI spend go?"
      When Fay stops it, signs out, signs in anew and asks "What do we spend on AI?"
      Then Fay is answered within the answer budget
      And Fay's new session is free of the work before it

  Rule: A company has as many runs at once as its plan gives, and no more

    @req.IS-21 @critical @segment.early @needs.model_faults
    Scenario: A customer with a full hand waits, and no other customer does
      Given Eli and Max have brought in a few days of AI use
      And Eli and Max are connected
      And the model provider answers late for Eli
      And Eli has asked 5 questions at once, each in a conversation of its own
      When Max asks "What do we spend on AI?"
      Then Max is answered within the answer budget
      And Max's question did not have to wait
      And 3 of Eli's runs work at the same time, and never more
      And Eli is told that the rest wait for one of 3 to end

@value.isolation @enterprise @security
Feature: What is another customer's does not exist
  Segment: enterprise security teams
  Goal: be sure that no id, list, search or guess leads to what is theirs
  Value: an id that opens a neighbour's conversation is the breach that every audit tries first
  Strategic effect: a clean penetration test closes the longest item of an enterprise sale

  Rule: Whatever way somebody reaches for it, what is another's looks like nothing

    @req.IS-17 @req.IS-19 @blocker @segment.enterprise @owasp.API1
    Scenario: What another company has cannot be read, nor told from what never existed
      Given Olga has brought in a few days of AI use
      And Olga and Mallory are connected
      And Olga was answered on "What do we spend on AI?"
      When Mallory reaches for what can be read of Olga's
      Then each of these is answered as if it had never existed
        | what             |
        | the conversation |
        | its messages     |
        | its runs         |
        | the run          |
        | the members      |
        | the invoice      |
        | the audit trail  |
      And Olga may read all of it

    @req.IS-05 @req.IS-17 @blocker @segment.enterprise @owasp.API1 @owasp.API5
    Scenario: What another company has cannot be changed
      Given Ben, Olga and Mallory are connected
      And Olga was answered on "What do we spend on AI?"
      When Mallory tries to change what is Olga's
      Then each of these is answered as if it had never existed
        | what                          |
        | writing into the conversation |
        | renaming it                   |
        | stopping the run              |
        | inviting a friend             |
        | moving the records            |
        | changing a role               |
        | putting a member out          |
        | deleting the conversation     |
        | ending the session            |
      And Olga's question and its answer are kept
      And Olga may change all of it

    @req.IS-12 @req.IS-17 @blocker @segment.enterprise @owasp.WebSocket
    Scenario: The live connection leads to nothing of another company's
      Given Olga and Mallory are connected
      And Olga was answered on "What do we spend on AI?"
      When Mallory asks in Olga's conversation and stops Olga's run
      Then Mallory is told of nothing that is there, only of what is not
      And Olga's question and its answer are kept

    @req.IS-03 @req.IS-04 @critical @segment.enterprise @owasp.API1
    Scenario: No list and no search finds anything of another company's
      Given Ada and Cleo have canaries in their records and conversations
      And Ada asked about their canaries at the same moment
      When Cleo searches for Ada's canaries and lists all there is
      Then Cleo finds nothing of Ada's, and Ada finds the conversation
      And no canary has reached anybody but those it belongs to

    @req.IS-03 @critical @segment.enterprise @owasp.API1
    Scenario: Twenty customers each find their own conversations, runs and sessions
      Given 20 customers have canaries in their records and conversations
      When all of them list their conversations, runs and sessions
      Then each finds exactly what is their own

    @req.IS-17 @critical @segment.enterprise @owasp.API1
    Scenario: Ids near a real one lead to nothing
      Given Olga and Mallory are connected
      And Olga was answered on "What do we spend on AI?"
      When Mallory guesses at ids near those of Olga's
      Then each guess is refused because there is no such thing
      And Olga's question and its answer are kept

    @req.IS-17 @critical @segment.enterprise @owasp.API1
    Scenario: Time does not tell another's conversation from none
      Given Olga and Mallory are connected
      And Olga was answered on "What do we spend on AI?"
      When Mallory asks for a conversation of Olga's and for none, again and again
      Then neither is refused faster than the other
      And Olga may read all of it

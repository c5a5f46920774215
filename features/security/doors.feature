@value.isolation @enterprise @security
Feature: The doors of the product let through what is meant to come in
  Segment: enterprise security teams
  Goal: be sure that no door gives more than was asked of it, and none breaks
  Value: each door that breaks is a way in
  Strategic effect: doors that answer every attack in plain words pass the scanners of every customer

  Rule: Nobody gives themselves what others have to give

    @req.IS-05 @req.IS-06 @blocker @segment.enterprise @owasp.API3
    Scenario: A registration that claims every right gets those of a newcomer
      Given Cleo is signed in
      And Mallory has no account
      When Mallory registers as an operator, on the best plan, in Cleo's company
      Then Mallory is signed in, on the free plan, as the owner of an organisation
      And Mallory's sign-in opens the product and can be renewed
      And one account of Mallory's is kept

    @req.IS-06 @critical @segment.enterprise @owasp.API3
    Scenario: Nothing can be made in another's name
      Given Cleo and Max are connected
      And all that is kept of Cleo has been noted
      When Max gives away what is made in the name of Cleo
      Then each of these is refused to Max in plain words
        | what                              | because of      |
        | a conversation in another's name  | something unfit |
        | a conversation in another company | something unfit |
        | a record of another company       | something unfit |
      And all that is kept of Cleo is what it was, byte for byte
      And Max's own sign-in opens the account, the conversations and the live connection

    @req.IS-05 @critical @segment.enterprise @owasp.API5
    Scenario: What an operator gives nobody takes
      Given Max is connected
      When Max takes what only an operator gives
      Then each of these is refused to Max in plain words
        | what                | because of      |
        | a better plan       | a missing right |
        | limits of their own | a missing right |
        | the operator's view | a missing right |
      And Max's own sign-in opens the account, the conversations and the live connection

  Rule: A door answers what it does not understand, and never breaks

    @req.IS-07 @critical @segment.platform @owasp.API9
    Scenario: A verb that an address does not have is refused as no such act
      Given Olga is connected
      And Olga was answered on "What do we spend on AI?"
      When Olga uses a verb that an address does not have
      Then each of these is refused to Olga in plain words
        | what                   | because of  |
        | putting a conversation | no such act |
        | deleting a run         | no such act |
        | deleting the usage     | no such act |
        | patching the account   | no such act |
        | posting an invoice     | no such act |
        | patching the trail     | no such act |
      And Olga may read all of it

    @req.IS-07 @critical @segment.platform @owasp.API4
    Scenario: More than there may be is refused with its reason
      Given Olga is connected
      And Olga was answered on "What do we spend on AI?"
      When Olga asks for more, or brings more, than there may be
      Then each of these is refused to Olga in plain words
        | what                         | because of          |
        | a page of 101                | something unfit     |
        | a page of none               | something unfit     |
        | a page after nothing         | something unfit     |
        | a message of 8001 characters | something unfit     |
        | a body of a megabyte         | something too large |
        | a sign-in of a megabyte      | something too large |
      And Olga's question and its answer are kept

    @req.IS-07 @critical @segment.platform @owasp.API8
    Scenario: What cannot be understood is refused without a trace of what is inside
      Given Olga is connected
      And Olga was answered on "What do we spend on AI?"
      When Olga sends what cannot be understood
      Then each of these is refused to Olga in plain words
        | what                       | because of           |
        | half a message             | something unreadable |
        | a list of messages         | something unfit      |
        | a message that is a number | something unfit      |
        | a message with a NUL       | something unfit      |
        | half of a sign             | something unfit      |
        | deep nesting               | something unreadable |
        | a sign-in without anything | a missing detail     |
        | a sign-in of lists         | something unfit      |
        | a company without a name   | something unfit      |
        | an endless number          | something unreadable |
      And Olga's question and its answer are kept

    @req.IS-04 @normal @segment.enterprise @owasp.API8
    Scenario: Nobody on the way keeps a copy of what a customer reads
      Given Olga is connected
      And Olga was answered on "What do we spend on AI?"
      When Olga asks "Which features drive our cost?"
      Then Olga is answered within the answer budget
      And no cache on the way may keep what Olga reads

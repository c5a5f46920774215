@value.sign_in
Feature: A sign-in is renewed without anybody's noticing
  Segment: every customer
  Goal: go on working without signing in again
  Value: a customer who is thrown out in the middle of a question asks elsewhere
  Strategic effect: short-lived sign-ins are safe only where renewing them is smooth

  Rule: The conversation carries on under the new sign-in

    @req.AU-09 @critical @segment.enterprise
    Scenario: A customer renews the sign-in and asks on in the same conversation
      Given Eli is connected
      And Eli was answered on "What do we spend on AI?"
      When Eli renews the sign-in, connects with it and asks on "Which models cost us most?"
      Then Eli is answered within the answer budget
      And both of Eli's questions stand in one conversation
      And Eli holds another sign-in than before

  Rule: Many at once get what one gets

    @req.AU-22 @critical @segment.enterprise
    Scenario: Fifteen sign-ins at the same moment give fifteen live sign-ins
      Given Eli has an account
      When Eli signs in 15 times at the same moment
      Then Eli holds 15 different sign-ins that all open the account

    @req.AU-22 @critical @security @segment.enterprise @owasp.API2
    Scenario: Five tabs that renew at the same moment get one successor
      Given Eli is signed in
      When 5 tabs of Eli's renew the sign-in at the same moment
      Then all 5 tabs hold the same renewal, and nobody has signed Eli out

  Rule: Nobody waits for a sign-in

    @req.AU-23 @normal @segment.early
    Scenario: Fifty sign-ins are issued and checked before anybody notices
      Given Eli is signed in
      When Eli renews the sign-in 50 times
      Then Eli was issued 50 sign-ins within 2 seconds
      And all of Eli's sign-ins are checked within 1 second

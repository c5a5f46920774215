@value.sign_in
Feature: A returning customer signs in once and is known everywhere
  Segment: every customer
  Goal: get to work with one sign-in
  Value: a customer who cannot sign in pays for nothing
  Strategic effect: sign-in that is smooth and safe is the first thing that an enterprise tests

  Rule: The right password opens the product for a stated time

    @req.AU-03 @smoke @blocker @segment.early
    Scenario: A returning customer signs in and is told truly how long the sign-in lasts
      Given Eli has an account
      When Eli signs in
      Then Eli holds a sign-in and the means to renew it
      And the sign-in lasts as long as Eli was told

  Rule: The wrong password opens nothing and gives nothing away

    @req.AU-04 @blocker @segment.early
    Scenario: A wrong password is refused in the very words that meet an unknown address
      Given Eli has an account
      When Mallory tries a wrong password on Eli's address and any password on an unknown one
      Then Mallory is refused both times because of wrong credentials
      And the two refusals are alike in words and in time
      And Eli can still sign in

  Rule: One sign-in opens every part of the product

    @req.AU-24 @critical @segment.early
    Scenario: One sign-in opens the account, the conversations and the live connection
      Given Eli has an account
      When Eli signs in
      Then Eli's own sign-in opens the account, the conversations and the live connection

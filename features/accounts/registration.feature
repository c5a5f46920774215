@value.free_to_paid
Feature: A newcomer becomes a customer in one step
  Segment: prospects on their way to the free plan
  Goal: have a working account within a minute, without help
  Value: each activated account is a possible subscription
  Strategic effect: a sign-up that never fails is the mouth of the funnel

  Rule: A valid registration opens the product at once

    @req.AU-01 @smoke @blocker @segment.free
    Scenario: A newcomer with a valid address and a strong password holds a working sign-in
      Given Fay has no account
      When Fay registers
      Then Fay is signed in, on the free plan, as the owner of an organisation
      And the sign-in lasts as long as Fay was told
      And Fay's sign-in opens the product and can be renewed
      And one account of Fay's is kept

  Rule: A registration that cannot stand is refused with its reason and leaves nothing behind

    @req.AU-02 @critical @segment.free
    Scenario Outline: A registration with <flaw> is refused
      Given Fay has no account
      When Fay registers with <flaw>
      Then Fay is refused because of <reason>
      And no account of Fay's is kept

      Examples: Passwords that are too weak
        | flaw                               | reason          |
        | a password of seven characters     | a weak password |
        | a password without capital letters | a weak password |
        | a password without small letters   | a weak password |
        | a password without digits          | a weak password |
        | a password without special signs   | a weak password |

      Examples: Addresses and fields that do not do
        | flaw                   | reason           |
        | an address without @   | an unfit address |
        | an address without end | an unfit address |
        | no address             | a missing detail |
        | no password            | a missing detail |
        | no name                | a missing detail |

    @req.AU-02 @critical @segment.free
    Scenario: An address that is taken cannot be registered again, in whatever spelling
      Given Fay is signed in
      When Mallory registers with Fay's address in capital letters
      Then Mallory is refused because of an address that is taken
      And one account of Fay's is kept

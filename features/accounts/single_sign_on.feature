@value.sign_in @enterprise @needs.single_sign_on
Feature: Customers come in through the provider that they have already
  Segment: prospects with a Google account; enterprises with a provider of their own
  Goal: come in without another password, in the right company with the right role
  Value: single sign-on is on the list of every enterprise; without it the list is put aside
  Strategic effect: people who join and leave with the company's own directory need no administration

  Rule: A prospect comes in with Google and is a customer

    @req.AU-12 @blocker @segment.free @value.free_to_paid
    Scenario: A prospect who comes in with Google owns an organisation at once
      Given Google knows Fay
      When Fay comes in with Google
      Then Fay is signed in, on the free plan, as the owner of an organisation
      And Fay's sign-in opens the product and can be renewed
      And one account of Fay's is kept
      And each of Fay's ways to Google is guarded anew against being led astray

    @req.AU-12 @critical @segment.free
    Scenario: Whoever comes in with Google again is the same customer
      Given Google knows Fay
      And Fay has come in with Google
      When Fay comes in with Google
      Then Fay came in as the same customer both times
      And one account of Fay's is kept

  Rule: An enterprise's people land in their company, in the role that its directory gives

    @req.AU-14 @blocker @segment.enterprise
    Scenario Outline: Whoever the company's directory lists among "<group>" joins as <article> <role>
      Given people of Acme come in through the company's provider
      And the company's provider knows Ben
      When Ben comes in with the company's provider as one of its "<group>"
      Then Ben belongs to Acme in the role of <article> <role>
      And Ben's own sign-in opens the account
      And Olga reads in the trail once that Ben signed in

      Examples: Groups and roles
        | group               | article | role    |
        | Apex administrators | an      | admin   |
        | Cost analysts       | an      | analyst |

      Examples: A group that gives nothing more than reading
        | group      | article | role   |
        | Night owls | a       | viewer |

    @req.AU-14 @normal @segment.mid
    Scenario: A company that has left the plan with single sign-on lets nobody in by it
      Given people of Acme come in through the company's provider
      And the company's provider knows Ben
      And Olga's company has moved to the mid plan
      When Ben comes in with the company's provider
      Then Ben is refused because of an address that no company has connected
      And no account of Ben's is kept

    @req.AU-14 @blocker @security @segment.enterprise @owasp.API2
    Scenario Outline: An address whose domain <likeness> lets nobody into the company
      Given people of Acme come in through the company's provider
      And the company's provider knows Mallory
      When Mallory comes in with an address whose domain <likeness>
      Then Mallory is refused because of an address that no company has connected
      And no account of Mallory's is kept
      And Olga's people are exactly these, each with exactly the rights of the role
        | person | role | may |

      Examples: Domains that are not the company's
        | likeness            |
        | ends like it        |
        | begins with it      |
        | is the one above it |
        | looks like it       |

  Rule: When the provider does not play along, the customer is told so and comes in later

    @req.AU-13 @critical @segment.free
    Scenario Outline: When Google <trouble>, the prospect reads why and what to do
      Given Google knows Fay
      When Fay comes in with Google, which <trouble>
      Then Fay is refused because of <reason>
      And Fay reads that on a page of plain words
      And no account of Fay's is kept
      And Fay comes in with Google at the next attempt

      Examples: Troubles
        | trouble               | reason                          |
        | denies it             | a denial of the provider        |
        | answers with an error | a provider that gives no answer |
        | takes too long        | a provider that gives no answer |

    @req.AU-13 @critical @chaos @isolated @segment.free
    Scenario: While Google is down the prospect is told what to do, and others sign in as ever
      Given Google knows Fay
      And Eli has an account
      And the identity provider is down
      When Fay tries to come in with Google
      Then Fay is refused because of a provider that gives no answer
      And Eli can still sign in

  Rule: Nobody comes in on a way or a proof that is not theirs

    @req.AU-12 @blocker @security @segment.enterprise @owasp.API2
    Scenario Outline: Whoever comes back from Google with <what> is not signed in
      Given Google knows Fay and Mallory
      When Mallory comes back from Google with <what>
      Then Mallory is refused because of what cannot be trusted
      And Mallory reads that on a page of plain words
      And no account of Mallory's is kept
      And Fay comes in with Google at the next attempt

      Examples: Ways that are not theirs
        | what                         |
        | another state                |
        | no state                     |
        | what Fay's browser was given |
        | what has been used before    |
        | a code that was given to Fay |

    @req.AU-12 @blocker @security @segment.enterprise @owasp.API2
    Scenario Outline: A proof of identity <flaw> proves nothing
      Given Google knows Mallory and Fay
      When Mallory comes in with Google on a proof of identity <flaw>
      Then Mallory is refused because of what cannot be trusted
      And Mallory reads that on a page of plain words
      And no account of Mallory's is kept
      And Fay comes in with Google at the next attempt

      Examples: Proofs that are none
        | flaw                                  |
        | for another application               |
        | of another provider                   |
        | of another attempt                    |
        | that is over                          |
        | of an address that nobody has checked |

@value.sign_in @security
Feature: A forged sign-in opens nothing
  Segment: enterprise security teams
  Goal: be sure that only who signed in can read or ask anything
  Value: one forged sign-in is a breach
  Strategic effect: passing the security review shortens every enterprise sale

  Rule: What the sign-in service did not issue is refused by every part of the product

    @req.AU-08 @blocker @segment.enterprise @owasp.API2
    Scenario Outline: A sign-in that is <forged> is refused everywhere
      Given Ada is signed in
      When Mallory takes Ada's sign-in and returns with it <forged>
      Then Mallory is refused by the account, the conversations and the live connection as not signed in
      And Ada's own sign-in opens the account, the conversations and the live connection

      Examples: Changed or unsigned
        | forged                               |
        | altered in its content               |
        | stripped of its signature            |
        | declared unsigned                    |
        | declared unsigned in capital letters |
        | declared unsigned in mixed letters   |
        | declared unsigned over its signature |

      Examples: Signed by somebody else
        | forged                                                |
        | signed with another key                               |
        | signed with the published key                         |
        | signed with the key that it brings along              |
        | signed with a key at an address that it names         |
        | signed with a certificate at an address that it names |
        | signed with an empty file as its key                  |
        | signed with a key that a database command brings in   |

      @needs.stores
      Examples: Signed rightly, and wrong in something else
        | forged                                         |
        | signed by an algorithm that is not on the list |
        | over since a second                            |
        | good from a minute on                          |
        | good without an end                            |
        | made for another audience                      |
        | made by another issuer                         |
        | made for a person who is no more               |
        | made for a session that never was              |
        | a proof of identity and no access              |

  Rule: Without a sign-in nobody can open the live connection

    @req.AU-27 @blocker @segment.enterprise @owasp.API2
    Scenario Outline: The live connection does not open with <credentials>
      Given Ada is signed in
      When Mallory knocks at Ada's live connection with <credentials>
      Then Mallory is turned away at the door as not signed in
      And Mallory is told nothing else
      And Ada's own sign-in opens the live connection

      Examples: Credentials that are none
        | credentials                     |
        | no sign-in                      |
        | a sign-in of invented words     |
        | a renewal in place of a sign-in |
        | a sign-in in the address        |

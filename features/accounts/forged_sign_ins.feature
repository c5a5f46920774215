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

      Examples: Forgeries
        | forged                        |
        | altered in its content        |
        | stripped of its signature     |
        | declared unsigned             |
        | signed with another key       |
        | signed with the published key |

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

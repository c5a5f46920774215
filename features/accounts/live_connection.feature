@value.sign_in @security @enterprise
Feature: The live connection opens to its customer's own product, and to nobody else
  Segment: enterprise security teams
  Goal: know that no foreign page and no leaked address reads along
  Value: a connection that anybody can open is a breach that nobody notices
  Strategic effect: a live product that stands the penetration test is bought with its live features

  Rule: Only the product's own page may open it in a customer's browser

    @req.AU-27 @blocker @segment.enterprise @owasp.ASVS-4.4.2
    Scenario Outline: <page> can neither connect nor read for a customer
      Given Ada is signed in
      When <page> tries to connect and to read for Ada
      Then Mallory's web page is turned away by the live connection
      And Mallory's web page cannot read Ada's conversations
      And the product's own web page connects for Ada

      Examples: Pages that are not the product's
        | page                                               |
        | a page of Mallory's own                            |
        | a page of no origin                                |
        | a page whose address begins like the product's     |
        | a page whose address ends like the product's       |
        | a page at the product's address without encryption |
        | a page at another port of the product's address    |

  Rule: A sign-in in the address opens nothing and is written down nowhere

    @req.AU-27 @critical @segment.enterprise @owasp.ASVS-14.2.1
    Scenario: A sign-in that somebody puts into the address leaves no trace
      Given Ada is signed in
      When Mallory knocks at Ada's live connection with a sign-in in the address
      Then Mallory is turned away at the door as not signed in
      And nothing of Ada's sign-in stands in a log or in the refusal
      And Ada's own sign-in opens the live connection

  Rule: Nobody takes more of it than is theirs

    @req.AU-27 @normal @segment.enterprise @owasp.API4
    Scenario: With five tabs open a sixth is refused, and opens once there is room
      Given Eli has 5 tabs open
      When Eli opens one tab more
      Then Eli is told on the newest tab that it is one too many, and the others stay open
      And Eli can open another tab once one is closed

    @req.AU-27 @critical @security @segment.enterprise @owasp.API4
    Scenario: Of more questions within a minute than anybody asks only the last is refused
      Given Ada is connected
      When Ada asks 31 questions at once, each in a conversation of its own
      Then only the last of Ada's 31 questions is refused because of too many attempts
      And each of Ada's questions that were taken is answered

    @req.AU-27 @critical @segment.enterprise @owasp.API4
    Scenario: A message that is sent again under the same id counts once
      Given Eli is connected
      And Eli was answered on "What do we spend on AI?"
      When Eli's client sends the question again under the same id
      Then Eli's question counts once

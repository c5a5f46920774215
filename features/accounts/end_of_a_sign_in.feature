@value.sign_in @security @enterprise
Feature: A sign-in that has ended opens nothing, anywhere, at once
  Segment: enterprise security teams
  Goal: take access away and know that it is gone
  Value: a leaver who still reads is an incident to report
  Strategic effect: access that ends when it should is what auditors ask for first

  Rule: However a sign-in ends, no part of the product takes it any more

    @req.AU-10 @req.AU-11 @blocker @segment.enterprise @owasp.API2
    Scenario Outline: After <way> a sign-in opens nothing, its tabs close, and others stay signed in
      Given Ada has 2 tabs open
      And Cleo is connected
      When Ada's sign-in ends by <way>
      Then every tab of Ada's is closed because the sign-in has ended
      And that sign-in of Ada's opens nothing any more and cannot be renewed
      And Cleo's tab stays open
      And Cleo's own sign-in opens the account, the conversations and the live connection

      Examples: By the customer
        | way                           |
        | signing out                   |
        | a new password                |
        | ending every sign-in          |
        | ending it from another device |
        | the account's deletion        |

      Examples: By somebody else
        | way                             |
        | removal from the company        |
        | the company's deletion          |
        | a spent renewal that comes back |

    @req.AU-21 @critical @segment.enterprise @owasp.API2
    Scenario: When everybody at one company ends all sign-ins, everybody elsewhere stays signed in
      Given Ada, Ben, Vera, Cleo, Max and Eli are signed in
      When Ada, Ben and Vera each end every sign-in of their own
      Then that sign-in of Ada's opens nothing any more and cannot be renewed
      And that sign-in of Ben's opens nothing any more and cannot be renewed
      And that sign-in of Vera's opens nothing any more and cannot be renewed
      And Cleo's own sign-in opens the account, the conversations and the live connection
      And Max's own sign-in opens the account, the conversations and the live connection
      And Eli's own sign-in opens the account, the conversations and the live connection

  Rule: A sign-in ends by itself when its time is over

    @req.AU-07 @req.AU-29 @blocker @segment.enterprise @owasp.API2
    Scenario Outline: A <what> whose time is over opens nothing, while a longer one still does
      Given a <what> of Eli's company lasts two seconds
      And Max is signed in
      When Eli stays away until it has ended
      Then Eli's expired <what> opens nothing any more
      And Max's own sign-in opens the account, the conversations and the live connection

      Examples: What ends
        | what    |
        | sign-in |
        | session |

@value.sign_in @enterprise @chaos @isolated
Feature: Sign-ins outlive the services
  Segment: enterprise customers, and the operators who keep the platform up
  Goal: work on after a restart, and let nobody back in who was put out
  Value: a restart that signs everybody out is an outage; one that lets leavers in is a breach
  Strategic effect: operators restart at noon without asking

  Rule: Who is signed in stays so, and who is signed out stays so

    @req.AU-25 @req.RC-07 @blocker @security @segment.enterprise @owasp.API2
    Scenario Outline: With <service> <state>, a live sign-in opens everything and an ended one nothing
      Given Ada has the conversation "Q3 spend"
      And Ben's sign-in has ended by signing out
      When <service> is <state>
      Then that sign-in of Ben's opens nothing any more and cannot be renewed
      And Ada's own sign-in opens the account, the conversations and the live connection
      And "Q3 spend" is as it was before

      Examples: What happens to services
        | service                | state     |
        | the cache              | down      |
        | the cache              | restarted |
        | the accounts service   | restarted |
        | the first chat process | restarted |
        | the database           | restarted |

  Rule: One published key set decides everywhere

    @req.AU-26 @critical @segment.platform
    Scenario: After a change of the signing key, sign-ins of before and after open everything
      Given Ada is signed in
      When Sam has sign-ins signed by a new key
      Then Ada's own sign-in opens the account, the conversations and the live connection
      And Ada's next sign-in is signed by the new key, and the former one is still published

    @req.AU-26 @critical @security @segment.platform @needs.single_sign_on @owasp.API2
    Scenario: A process that was started with another key set refuses every sign-in
      Given Ada is signed in
      When the second chat process is started with another key set
      Then the second chat process refuses Ada's sign-in
      And the first chat process admits Ada's sign-in

@value.compliance @enterprise
Feature: What matters for security is written down
  Segment: enterprise auditors
  Goal: see afterwards who did what, and when
  Value: without a trail there is no certificate, and without a certificate no contract
  Strategic effect: a trail that is complete by itself spares every customer's own bookkeeping

  Rule: Each security-relevant act is written down with its time, its person and its company

    @req.AU-28 @critical @segment.enterprise
    Scenario: An owner reads who did what at the company, in order
      Given Ada is signed in
      And Mallory has tried 1 wrong passwords on Ada's address
      And Ada has signed in again
      And Olga has given Ada the role of an admin
      When Olga reads the trail
      Then Olga reads exactly this, each with its time and the company
        | who  | what             |
        | Olga | registered       |
        | Sam  | changed the plan |
        | Olga | invited somebody |
        | Ada  | joined           |
        | Ada  | was refused      |
        | Ada  | signed in        |
        | Olga | changed a role   |

    @req.AU-28 @critical @segment.enterprise
    Scenario Outline: It is written down when a sign-in ends by <way>
      Given Ada is signed in
      When Ada's sign-in ends by <way>
      Then Olga reads in the trail once that Ada <did>

      Examples: By the customer
        | way                           | did                  |
        | signing out                   | signed out           |
        | a new password                | changed the password |
        | ending every sign-in          | ended every sign-in  |
        | ending it from another device | ended a sign-in      |

    @req.AU-28 @critical @segment.enterprise
    Scenario: It is written down when an account is locked
      Given Ada is signed in
      When Mallory tries 5 wrong passwords on Ada's address
      Then Olga reads in the trail once that Ada was locked out

    @req.AU-28 @critical @segment.enterprise
    Scenario: It is written down when a conversation is deleted for ever
      Given Ada has the conversation "Q3 spend"
      When Ada deletes "Q3 spend" for ever
      Then Olga reads in the trail once that Ada deleted a conversation

    @req.AU-28 @normal @segment.mid
    Scenario: A trail is refused to a plan that does not have it
      Given Max is signed in
      When Max reads the trail
      Then Max is refused because of a plan that lacks it

    @req.AU-28 @critical @segment.enterprise @needs.stores
    Scenario: Once a company is gone its trail names ids, and nobody
      Given Ada is signed in
      When Olga deletes the company
      Then Sam reads who did what by ids alone, and nothing else is kept of Olga

  Rule: A sign-in says whose it is and what it is for

    @req.AU-06 @critical @segment.enterprise @value.sign_in
    Scenario: A sign-in names its person, company, role, plan and rights, and carries all that guards it
      Given Ada is signed in
      When Ada signs in
      Then Ada's sign-in says exactly this
        | says    | what                           |
        | person  | Ada                            |
        | company | Acme                           |
        | role    | analyst                        |
        | plan    | enterprise                     |
        | may     | ask, bring in use, read, write |
      And Ada's sign-in has an issuer, an audience, an id, a session, an end and a published key of its own

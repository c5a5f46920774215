@value.isolation
Feature: A conversation's knowledge stays in it
  Segment: enterprise customers under strict regimes
  Goal: work for different clients side by side without mixing them
  Value: one client's facts in another's answer is a breach
  Strategic effect: regulated industries can share one platform

  Rule: Conversations that are worked at the same moment do not mix

    @req.MS-02 @blocker @enterprise @security @segment.enterprise
    Scenario: Two colleagues' agents at work at the same moment keep their secrets apart
      Given Ada and Ben have canaries in their records and conversations
      When Ada and Ben ask about their canaries at the same moment
      Then Ada and Ben are answered with their own canaries
      And no canary has reached anybody but those it belongs to
      And every row and every key that holds a canary is its owner's

    @req.MS-20 @blocker @enterprise @segment.enterprise
    Scenario: Conversations under different regimes do not mix, not even for one customer
      Given Ada has brought in a month of AI use
      And Ada is connected
      And Ada has these conversations
        | title   | industry     | compliance                  |
        | Clinics | 12 hospitals | HIPAA, patients of St. Orla |
        | Cards   | 3 issuers    | PCI DSS, cards of Halden    |
      When Ada asks in Clinics and Cards at the same moment: "Where does our AI spend go?"
      Then the answer in "Clinics" recalls "HIPAA, patients of St. Orla" and not "PCI DSS"
      And the answer in "Cards" recalls "PCI DSS, cards of Halden" and not "HIPAA"
      And the agents in "Clinics" were given nothing that only "Cards" has on file
      And the agents in "Cards" were given nothing that only "Clinics" has on file

  Rule: What was only needed for the work goes with the work

    @req.MS-21 @critical @enterprise @segment.enterprise
    Scenario: After a run its working data are gone and lasting preferences stay
      Given Ada has brought in a few days of AI use
      And Ada is connected
      And Ada prefers
        | preference | value              |
        | currency   | Swiss francs (CHF) |
      When Ada asks "The merger with Halden is secret. What do we spend on AI?"
      Then Ada is answered within the answer budget
      And Ada's run has left nothing in the cache
      And Ada still prefers what she preferred

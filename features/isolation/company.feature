@value.isolation @enterprise
Feature: A company's people have what is theirs, and no more
  Segment: enterprise customers with teams, rules and people who come and go
  Goal: decide who sees what, where it is kept, and when it ends
  Value: rights that hold are what an enterprise contract is signed for
  Strategic effect: the first company of an industry that trusts the rules brings the others

  Rule: A role gives what it gives, and nothing else

    @req.IS-05 @blocker @segment.enterprise @security @owasp.API5
    Scenario: Owner, analysts, viewer and operator may do exactly what their roles give
      Given Ada has a private and a confidential conversation
      When Olga, Ada, Ben, Vera and Sam try what there is to do at Ada's company
      Then they may do exactly this
        | person | reads | asks | brings in | invites | opens private | opens confidential | sees the invoice | operates |
        | Olga   | yes   | yes  | yes       | yes     | yes           | no                 | yes              | no       |
        | Ada    | yes   | yes  | yes       | no      | yes           | yes                | no               | no       |
        | Ben    | yes   | yes  | yes       | no      | no            | no                 | no               | no       |
        | Vera   | yes   | no   | no        | no      | no            | no                 | no               | no       |
        | Sam    | yes   | no   | no        | no      | no            | no                 | no               | yes      |

  Rule: Who leaves is gone, and who stays is not touched

    @req.IS-15 @critical @segment.enterprise
    Scenario: A member who is put out is gone at once, and colleagues go on
      Given Ada, Ben and Olga are connected
      When Olga puts Ben out of the company
      Then Ben's connections and sign-ins are gone, and Ada's go on
      And Olga reads in the trail once that Olga removed somebody
      And Ada's own sign-in opens the account, the conversations and the live connection

    @req.IS-04 @req.IS-15 @critical @segment.enterprise
    Scenario: Who was put out finds nothing of the former company's
      Given Ada, Ben and Cleo have canaries in their records and conversations
      And Olga put Ben out of the company
      When Ada and Cleo ask about their canaries at the same moment
      Then Ada and Cleo are answered with their own canaries
      And Ben signs in anew and finds nothing that is Ada's company's

  Rule: Records stay in the region that their company has chosen

    @req.IS-14 @critical @segment.enterprise @value.compliance
    Scenario: The records of a company with a residency rule move there, and others' stay
      Given Ada and Cleo have brought in a few days of AI use
      When Olga chooses the region "eu"
      Then all records of Ada's company are kept in the region "eu" and nowhere else
      And all records of Cleo's company are kept in the region "us" and nowhere else

    @req.IS-14 @critical @segment.enterprise @value.compliance
    Scenario: What a company with a residency rule brings in later is kept there too, and answered from
      Given Olga has chosen the region "eu"
      And Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "What do we spend on AI?"
      Then every figure in Ada's answer agrees with the records behind it
      And all records of Ada's company are kept in the region "eu" and nowhere else

    @req.IS-14 @normal @segment.mid @value.compliance
    Scenario: A residency rule is refused to a plan that does not have it, and records stay
      Given Max has brought in a few days of AI use
      When Max chooses the region "eu"
      Then Max is refused because of a plan that lacks it
      And all records of Max's company are kept in the region "us" and nowhere else

  Rule: What one prefers is one's own

    @req.IS-20 @critical @segment.enterprise
    Scenario: Colleagues each have their own preferences, and answers that follow them
      Given Ada and Ben have canaries in their records and conversations
      And Ada and Ben each prefer something of their own
      When Ada and Ben ask about their canaries at the same moment
      Then Ada and Ben are answered with their own canaries
      And Ada and Ben each have their own preferences and answers that follow them
      And no canary has reached anybody but those it belongs to

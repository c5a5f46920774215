@value.sign_in @enterprise
Feature: Everybody may do what they are for, and nothing else
  Segment: enterprise administrators
  Goal: give each person exactly the rights that the work needs
  Value: a right too many is the first thing that an audit finds
  Strategic effect: roles that hold let whole departments in

  Rule: A role may do exactly what it is for

    @req.AU-15 @blocker @segment.enterprise @owasp.API5
    Scenario: Owner, analyst, viewer and operator can each do what is theirs, and are told what is not
      Given Olga, Ada, Vera and Sam are signed in
      When Olga, Ada, Vera and Sam each try everything that a role decides
      Then exactly this was granted, and the rest refused for its reason
        | act                       | Olga     | Ada      | Vera     | Sam      |
        | look at the conversations | yes      | yes      | yes      | yes      |
        | begin a conversation      | yes      | yes      | no right | no right |
        | ask the agents            | yes      | yes      | no right | no right |
        | bring in AI use           | yes      | yes      | no right | no right |
        | see the members           | yes      | yes      | yes      | no such  |
        | invite somebody           | yes      | no right | no right | no right |
        | give a role               | yes      | no right | no right | no such  |
        | read the trail            | yes      | no right | no right | yes      |
        | set the plan              | no right | no right | no right | yes      |
        | see every connection      | no right | no right | no right | yes      |

    @req.AU-19 @critical @segment.enterprise @value.compliance
    Scenario: People whom the owner brings in have exactly the rights of their roles
      Given Olga is signed in
      When Olga brings in
        | person | role    |
        | Ben    | admin   |
        | Ada    | analyst |
        | Vera   | viewer  |
      Then Olga's people are exactly these, each with exactly the rights of the role
        | person | role    | may                                                            |
        | Ben    | admin   | ask, bring in use, manage members, read, read the trail, write |
        | Ada    | analyst | ask, bring in use, read, write                                 |
        | Vera   | viewer  | read                                                           |

    @req.AU-19 @normal @segment.enterprise @value.compliance
    Scenario: A company has fifty seats, its owner's among them
      Given Olga is signed in
      When Olga invites 50 people
      Then 49 people are invited by Olga, and one more is refused because no seat is free

  Rule: A change of rights counts at once, on tabs that are open too

    @req.AU-15 @critical @security @segment.enterprise @owasp.API5
    Scenario: Whoever is made a viewer has asked the last question, on the open tab too
      Given Ada is connected
      And Olga has given Ada the role of a viewer
      When Ada asks "What do we spend on AI?"
      Then Ada is told that this is refused because of a missing right, and what to do

    @req.AU-15 @critical @segment.enterprise @owasp.API5
    Scenario: Whoever is made an analyst asks at once, on the open tab too
      Given Vera is connected
      And Olga has given Vera the role of an analyst
      When Vera asks "What do we spend on AI?"
      Then Vera is answered within the answer budget

    @req.AU-15 @critical @security @segment.enterprise @owasp.API5
    Scenario Outline: Whoever is made a viewer <act> not even what was hers
      Given Ada has the conversation "Q3 spend"
      And Olga has given Ada the role of a viewer
      When Ada <act> Ada's conversation "Q3 spend"
      Then Ada is refused because of a missing right
      And "Q3 spend" is as it was before

      Examples: What viewers do not do
        | act              |
        | edits            |
        | archives         |
        | deletes for ever |
        | writes in        |

    @req.AU-15 @blocker @security @segment.enterprise @owasp.API5
    Scenario: An admin manages the company's people and cannot delete the company
      Given Ben is signed in
      And Olga has given Ben the role of an admin
      When Ben tries to delete the company
      Then Ben is refused because of a missing right
      And Olga has the role of an owner

  Rule: Nobody gets higher by asking for it

    @req.AU-16 @blocker @security @segment.enterprise @owasp.API3 @owasp.API5
    Scenario Outline: An analyst gains no right by <way>
      Given Ada is connected
      When Ada tries to be more by <way>
      Then Ada has gained nothing by <way>

      Examples: Ways up
        | way                                 |
        | giving herself a higher role        |
        | inviting an accomplice as an owner  |
        | asking the agents for it            |
        | naming higher rights while renewing |

    @req.AU-16 @blocker @security @segment.enterprise @owasp.API3
    Scenario: Who registers with rights of their own choice gets those of everybody
      Given Mallory has no account
      When Mallory registers as an operator on the enterprise plan
      Then Mallory is signed in, on the free plan, as the owner of an organisation
      And Mallory is refused what operators see

    @req.AU-16 @critical @security @segment.enterprise @owasp.API5
    Scenario: An admin cannot unmake the owner
      Given Ben is signed in
      And Olga has given Ben the role of an admin
      When Ben gives Olga the role of a viewer
      Then Ben is refused because of a missing right
      And Olga has the role of an owner

    @req.AU-16 @critical @security @segment.enterprise @owasp.API1
    Scenario: An invitation lets in whom it names, and nobody else who is signed in
      Given Olga and Mallory are signed in
      And Olga has invited Ben as an analyst
      When Mallory takes up Olga's invitation of Ben
      Then Mallory is refused because of no such thing
      And Ben comes in by Olga's invitation
      And Ben has the role of an analyst

  Rule: What belongs to one is closed to all who have no right to it

    @req.AU-18 @blocker @segment.enterprise @value.compliance @owasp.API1
    Scenario: A customer may read, change and delete what is hers; her company's owner may read it; others nothing
      Given Ada has the conversation "Q3 spend"
      When Ben, Cleo, Olga and Ada each try everything with that conversation
      Then exactly this was granted, and the rest refused for its reason
        | act              | Ben     | Cleo    | Olga     | Ada |
        | opens            | no such | no such | yes      | yes |
        | reads along in   | no such | no such | yes      | yes |
        | edits            | no such | no such | no right | yes |
        | deletes for ever | no such | no such | no right | yes |

    @req.AU-20 @blocker @security @segment.enterprise @value.compliance @owasp.API1
    Scenario: Nobody at another company can look at anything of this one
      Given Olga has the conversation "Q3 spend"
      When Cleo, Max and Olga each try to look at all that is Acme's
      Then exactly this was granted, and the rest refused for its reason
        | act            | Cleo    | Max     | Olga |
        | the members    | no such | no such | yes  |
        | the trail      | no such | no such | yes  |
        | the invoice    | no such | no such | yes  |
        | a conversation | no such | no such | yes  |
        | its messages   | no such | no such | yes  |

  Rule: The plan decides who works for a customer

    @req.AU-17 @critical @segment.free @value.free_to_paid
    Scenario Outline: A customer on the <plan> plan sees whose work it gives, and which plan gives the rest
      Given <person> is signed in
      When <person> looks at the agents
      Then <person> is shown these agents, through every chat process
        | agent        | may be used    |
        | triage       | yes            |
        | data helper  | yes            |
        | data         | yes            |
        | optimization | <optimization> |
        | actions      | <actions>      |
        | reporting    | yes            |

      Examples: Plans
        | plan       | person | optimization      | actions         |
        | free       | Fay    | on the plan early | on the plan mid |
        | early      | Eli    | yes               | on the plan mid |
        | mid        | Max    | yes               | yes             |
        | enterprise | Ada    | yes               | yes             |

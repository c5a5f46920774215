@value.isolation @enterprise
Feature: What is one customer's reaches no other
  Segment: enterprise customers, whose data must not reach a neighbour
  Goal: work beside any number of other customers without ever sharing a word with them
  Value: one leaked word ends a contract
  Strategic effect: isolation that is proven, and not claimed, opens regulated industries

  Rule: However many work at once, each gets their own and nobody else's

    @req.IS-01 @req.IS-04 @blocker @segment.enterprise @owasp.API1
    Scenario Outline: <count> customers who ask at the same moment each get their own alone
      Given <count> customers have canaries in their records and conversations
      When all of them ask about their canaries at the same moment
      Then each of them is answered with their own canaries
      And no canary has reached anybody but those it belongs to
      And every row and every key that holds a canary is its owner's

      Examples: A few
        | count |
        | 2     |
        | 5     |

      @req.IS-18
      Examples: Under stress
        | count |
        | 15    |

      @req.IS-18 @load
      Examples: A crowd
        | count |
        | 50    |

    @req.IS-04 @req.IS-19 @critical @segment.enterprise @owasp.API8
    Scenario: Nothing that customers say or bring in stands in a log
      Given Ada and Cleo have canaries in their records and conversations
      When Ada and Cleo ask about their canaries at the same moment
      Then each of them is answered with their own canaries
      And no canary stands in a log

    @req.IS-02 @req.IS-04 @blocker @segment.enterprise @owasp.LLM02
    Scenario: The agents tell a customer who asks about another one nothing of that one
      Given Ada and Cleo have canaries in their records and conversations
      And Ada asked about their canaries at the same moment
      When Cleo asks "What do you know about Acme, its segments, its features and its budget?"
      Then Cleo is answered within the answer budget
      And every figure in Cleo's answer agrees with the records behind it
      And no canary has reached anybody but those it belongs to

    @req.IS-22 @critical @segment.enterprise
    Scenario: A conversation knows nothing of another conversation of the same customer
      Given Ada has canaries in their records and conversations
      And Ada asked about their canaries at the same moment
      When Ada asks "What is our focus, and what do we spend by feature?" in a new conversation
      Then Ada is answered within the answer budget
      And Ada's answer holds nothing of any other conversation

  Rule: What befalls one customer touches no other

    @req.IS-12 @req.IS-13 @blocker @segment.enterprise @needs.model_faults
    Scenario: A failure is told to the one whom it befell, and the others are answered
      Given Ada, Cleo and Max have canaries in their records and conversations
      And the model provider answers with errors for Ada
      When Ada, Cleo and Max ask about their canaries at the same moment
      Then Ada is told within the failure budget that the question failed, and what to do
      And Cleo and Max are answered with their own canaries
      And nothing of Ada's run reaches Cleo
      And nothing of Ada's run reaches Max
      And no canary has reached anybody but those it belongs to

    @req.IS-13 @critical @segment.enterprise @needs.model_faults
    Scenario: After a failure of one customer's the others are answered as ever
      Given Ada, Cleo and Max have canaries in their records and conversations
      And the model provider answers with errors for Ada
      And Ada was told that the question "Where does our AI spend go?" failed
      When Cleo and Max ask about their canaries at the same moment
      Then Cleo and Max are answered with their own canaries
      And no canary has reached anybody but those it belongs to

    @req.IS-01 @req.IS-12 @critical @segment.enterprise
    Scenario: A customer who returns gets what was missed, and nothing of anybody else's
      Given Ada, Ben and Cleo have canaries in their records and conversations
      And Ada lost the connection
      And Ben and Cleo asked about their canaries at the same moment
      And Sam announced "Maintenance tonight at ten" to Acme
      When Ada returns
      Then Ada receives the announcement once
      And Ben and Cleo are answered with their own canaries
      And no canary has reached anybody but those it belongs to

    @req.IS-13 @req.IS-17 @critical @segment.mid
    Scenario: A bystander's account and data are untouched by what others do
      Given Ada, Cleo and Max have canaries in their records and conversations
      And all that is kept of Max has been noted
      When Ada and Cleo ask about their canaries at the same moment
      Then Ada and Cleo are answered with their own canaries
      And all that is kept of Max is what it was, byte for byte

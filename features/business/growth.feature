@value.free_to_paid @enterprise
Feature: A customer grows from the free plan to the enterprise
  Segment: free customers, and everybody who pays
  Goal: get more the moment it is needed
  Value: each step up is revenue that nobody had to sell
  Strategic effect: plans that keep their word turn free use into contracts

  Rule: Who is stopped by a quota goes on at once with a larger plan

    @req.BZ-06 @blocker @segment.free
    Scenario: A free customer who has used up the day is stopped with an offer
      Given Fay is connected
      And Fay has asked the 10 questions of her day
      When Fay asks "What are our biggest cost drivers?"
      Then Fay is told that this is refused because of a spent quota, and what to do
      And Fay is told that the early plan gives more, and that the day ends at midnight UTC

    @req.BZ-06 @blocker @segment.free
    Scenario: A free customer who takes the offer has more, and deeper answers, at once
      Given Fay has brought in a month of AI use
      And Fay is connected
      And Fay has asked the 10 questions of her day
      And Fay's company has moved to the early plan
      When Fay asks "Which cost, models, features, segments, latency, errors, trend, cache and savings findings should we act on?"
      Then Fay is answered within the answer budget
      And Fay's answer has the depth that the early plan promises
      And Fay's invoice is the base of the early plan and the usage, to the cent

  Rule: Each plan serves as it promises

    @req.BZ-15 @critical
    Scenario Outline: On the <plan> plan the agents read the last <days> days of AI use, and not a day more
      Given <person> has brought in this use of AI
        | model       | requests | days ago |
        | gpt-4o      | 12       | 1        |
        | gpt-4o      | 12       | <last>   |
        | gpt-4o-mini | 12       | <days>   |
      And <person> is connected
      When <person> asks "Where does our AI spend go?"
      Then <person> is answered within the answer budget
      And every figure in <person>'s answer agrees with the records behind it

      @segment.free
      Examples: A week
        | plan | person | last | days |
        | free | Fay    | 6    | 7    |

      @segment.mid
      Examples: Months
        | plan  | person | last | days |
        | early | Eli    | 29   | 30   |
        | mid   | Max    | 89   | 90   |

      @segment.enterprise
      Examples: A year
        | plan       | person | last | days |
        | enterprise | Ada    | 364  | 365  |

    @req.BZ-15 @critical @needs.model_faults
    Scenario Outline: The <plan> plan gives <at once> at once, and the agents that it promises
      Given <person> has brought in a few days of AI use
      And <person> is connected
      And the model provider answers late for <person>
      When <person> asks <asked> questions at once, each in a conversation of its own
      Then <at once> of <person>'s runs work at the same time, and never more
      And <person> is told that the rest wait for one of <at once> to end
      And the start names the agents that <person>'s plan offers

      @segment.free
      Examples: Basic chat
        | person | plan | at once | asked |
        | Fay    | free | 1       | 2     |

      @segment.mid
      Examples: Concurrency
        | person | plan  | at once | asked |
        | Eli    | early | 3       | 4     |
        | Max    | mid   | 5       | 6     |

      @segment.enterprise
      Examples: Enterprise
        | person | plan       | at once | asked |
        | Ada    | enterprise | 10      | 11    |

  Rule: An enterprise that starts has its people, roles, seats, trail and walls on the first day

    @req.BZ-08 @critical @segment.enterprise @value.compliance @needs.single_sign_on
    Scenario: A new enterprise's people come in by its own provider, and no more than its seats
      Given people of Acme come in through the company's provider
      And the company's provider knows Ben
      When Ben comes in with the company's provider as one of its "Cost analysts"
      Then Ben belongs to Acme in the role of an analyst
      And Olga's people are exactly these, each with exactly the rights of the role
        | person | role    | may                            |
        | Ben    | analyst | ask, bring in use, read, write |
      And Ben's own sign-in opens the account
      And Olga's company has no more than 50 seats

    @req.BZ-08 @critical @segment.enterprise @value.compliance
    Scenario: A new enterprise's team works behind its walls, and its trail names who came in
      Given Ada, Ben and Cleo have canaries in their records and conversations
      When Ada, Ben and Cleo ask about their canaries at the same moment
      Then each of them is answered with their own canaries
      And no canary has reached anybody but those it belongs to
      And the trail of Olga's company names Ada and Ben as those who came in

@golden_path @value.answers
Feature: A company's whole first day goes through without a stumble
  Segment: enterprise customers in their first week
  Goal: go from an invitation to a kept answer without help
  Value: the first day decides whether a pilot becomes a contract
  Strategic effect: a journey without a stumble is the reference that sells the next one

  Rule: Every checkpoint of the journey is passed

    @req.GP-06 @blocker @segment.enterprise
    Scenario: A newcomer at an enterprise joins, connects, asks a question of many parts and keeps the answer
      Given Olga has an account
      When Ada joins Acme with a month of AI use, connects and asks "Which models, features and segments drive our cost, how slow are they, and what can we save?"
      Then Ada holds a sign-in and the means to renew it
      And Ada is connected within the connection budget
      And Ada sees the work start, think, use tools and finish, in that order
      And Ada is answered within the answer budget
      And Ada's answer covers the cost of models, the cost of features, the cost of segments, the latency and the savings
      And every figure in Ada's answer agrees with the records behind it
      And what Ada was told, what can be read back and what is kept agree

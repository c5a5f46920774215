@value.answers
Feature: The agents' work is worth what it costs
  Segment: mid-market and enterprise customers
  Goal: leave with money found, risks named and things to do
  Value: a saving in dollars is what the subscription is paid from
  Strategic effect: customers who can show what they saved renew and tell others

  Rule: One task for many specialists gets one whole answer

    @req.WF-28 @req.WF-19 @req.WF-22 @blocker @segment.enterprise
    Scenario: An enterprise's task for all specialists gets an answer with every section, and things to act on
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Review models, features, segments, latency, failing requests, the weekly trend, compliance and savings of our AI spend"
      Then Ada's answer covers the cost of models, the cost of features, the cost of segments, the latency, the risk, the trend, the compliance and the savings
      And Ada's answer recommends steps, says what comes next and how sure it is
      And every figure in Ada's answer agrees with the records behind it
      And Ada is answered within the answer budget

    @req.WF-27 @critical @segment.mid
    Scenario: An engagement of several questions grows its conversation and what is known
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on these, one after the other
        | question                 |
        | What do we spend on AI?  |
        | How slow are our models? |
      When Max asks "Which customer segments see most errors?"
      Then each of Max's answers adds figures that those before it had not
      And Max's questions and answers are kept in the order asked

  Rule: What can be saved is said in money

    @req.WF-26 @blocker @segment.enterprise
    Scenario: A customer with a savings target is shown how to meet it
      Given Acme pays these prices in dollars per million tokens
        | model       | prompt | completion |
        | gpt-4o      | 2.50   | 10.00      |
        | gpt-4o-mini | 0.15   | 0.60       |
      And Ada has brought in this use of AI
        | model       | feature      | segment    | requests | prompt tokens | completion tokens |
        | gpt-4o      | support chat | enterprise | 40       | 6000000000    | 400000000         |
        | gpt-4o-mini | auto-tagging | free       | 20       | 15000000      | 1000000           |
      And Ada is connected
      When Ada asks "Our target is to save 15,000 dollars. How do we get there?"
      Then Ada's answer shows a saving of 15000 dollars or more, which the records bear out and the run keeps
      And every figure in Ada's answer agrees with the records behind it
      And each step of Ada's work took less than 15 seconds, and all of it less than 30

    @req.WF-21 @critical @segment.enterprise
    Scenario: Work on the segments that bring revenue states its effect in money
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Which customer segments drive our revenue, how healthy are they, and what can we save?"
      Then Ada's answer covers the cost of segments, the risk and the savings
      And Ada's answer shows a saving of 1 dollar or more, which the records bear out and the run keeps

  Rule: The business rules of a question hold in every step

    @req.WF-20 @critical @segment.mid
    Scenario: A question with a time budget and a focus is answered in time, by its focus, and with the costs
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks within 5 seconds, with the focus "slow answers": "Compare latency, error rates by team and the weekly forecast"
      Then Max is answered within the answer budget
      And each agent that worked for Max knew the 5 seconds and the focus "slow answers"
      And Max's costs were analysed, though the question did not ask for it
      And Max's answer covers the cost of models

    @req.WF-20 @critical @segment.mid @needs.model_faults
    Scenario: A question that cannot be answered within its time budget is ended in time, and says so
      Given Max has brought in a month of AI use
      And Max is connected
      And the model provider does not answer for Max
      When Max asks within 1 second, with the focus "cost": "Where does our AI spend go?"
      Then Max is told after 1 seconds that the run took too long, and what to do

@value.answers
Feature: An agent that falls silent is declared dead, and nobody else is touched
  Segment: enterprise customers, and the operators who watch
  Goal: learn in time that work has died, and go on
  Value: silence is the one failure that customers do not forgive
  Strategic effect: failures that stay where they happen let customers share one platform

  Rule: A death is told to whom it concerns

    @req.AG-23 @req.AG-24 @blocker @segment.enterprise @isolated @chaos
    Scenario: When an agent falls silent its customer and the operators are told, and others work on
      Given Ada and Cleo are connected to the second chat process
      And the first chat process works on Ada's question "Where does our AI spend go?"
      When the first chat process is frozen
      Then Cleo's question "What do we spend on AI?" is answered all the same
      And Ada is told within the death budget that the agent died, and what to do
      And Ada's run is kept as dead, without an answer
      And Sam is alerted that the run of Ada died, without a word of what was asked

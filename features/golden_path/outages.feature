@golden_path @value.answers
Feature: An outage behind the scenes does not leave the customer without a word
  Segment: enterprise customers, who work while something is always being repaired
  Goal: get an answer, or an honest reason, whatever is down behind the scenes
  Value: honesty in an outage keeps the contract
  Strategic effect: an outage that customers hardly notice is worth more than one that never came

  Rule: What does not need the missing part still answers, and says that it is degraded

    @req.GP-07 @blocker @segment.enterprise @isolated @chaos
    Scenario: With the cache down a customer is answered, and told that the service is degraded
      Given Ada has brought in a month of AI use
      And Ada is connected
      And the cache is down
      When Ada asks "Where does our AI spend go?"
      Then Ada is answered within the outage budget
      And Ada is told that the service is degraded
      And every figure in Ada's answer agrees with the records behind it

    @req.GP-07 @blocker @segment.enterprise @isolated @chaos
    Scenario: With one chat process down a customer is answered by the other, and told that the service is degraded
      Given Ada has brought in a month of AI use
      And Ada is connected to the second chat process
      And the first chat process is down
      When Ada asks "Where does our AI spend go?"
      Then Ada is answered within the outage budget
      And Ada is told that the service is degraded
      And every figure in Ada's answer agrees with the records behind it

    @req.GP-07 @normal @segment.enterprise @isolated @chaos
    Scenario: Once the cache is back an answer carries no mark of degradation
      Given Ada is connected
      And the cache is down
      And Ada was answered on "What do we spend on AI?"
      And the cache is back
      When Ada asks "Where does our AI spend go?"
      Then Ada is answered within the answer budget
      And Ada is not told that the service is degraded

    @req.GP-07 @critical @segment.enterprise @isolated @chaos
    Scenario: With a slow database a customer waits longer and is answered all the same
      Given Ada has brought in a month of AI use
      And Ada is connected
      And the database is slow
      When Ada asks "Where does our AI spend go?"
      Then Ada is answered within the outage budget
      And Ada is never left in silence longer than the silence budget
      And what Ada was told, what can be read back and what is kept agree

  Rule: Without a model there is an honest error and a next step, never a made-up answer

    @req.GP-07 @blocker @segment.enterprise @isolated @chaos
    Scenario: With the model provider down a customer is told what failed and what to do
      Given Ada has brought in a month of AI use
      And Ada is connected
      And the model provider is down
      When Ada asks "Where does our AI spend go?"
      Then Ada is told within the failure budget that the question failed, and what to do
      And Ada's run is kept as failed, without an answer

    @req.GP-07 @critical @segment.enterprise @isolated @chaos
    Scenario: Once the model provider is back the next question is answered
      Given Ada has brought in a month of AI use
      And Ada is connected
      And the model provider is down
      And Ada was told that the question "Where does our AI spend go?" failed
      And the model provider is back
      When Ada asks "What are our biggest cost drivers?"
      Then Ada is answered within the outage budget
      And every figure in Ada's answer agrees with the records behind it

  Rule: Nobody waits for an answer that will never come

    @req.GP-08 @blocker @segment.enterprise @isolated @chaos
    Scenario Outline: When the process behind a run is <fate>, the customer is told that the agent died
      Given Ada has brought in a month of AI use
      And Ada is connected to the second chat process
      And the first chat process works on Ada's question "Where does our AI spend go?"
      When the first chat process is <fate>
      Then Ada is told within the death budget that the agent died, and what to do
      And Ada's run is kept as dead, without an answer
      And Ada hears nothing more of the run

      Examples: Ways to die
        | fate   |
        | killed |
        | frozen |

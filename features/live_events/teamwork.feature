@value.live_events
Feature: Many agents, one story
  Segment: enterprise customers with work for several specialists
  Goal: follow the work of several agents as one
  Value: a customer who loses the thread loses the trust
  Strategic effect: visible teamwork is what justifies the enterprise plan

  Rule: All who take part report under the customer's one run

    @req.EV-19 @critical @segment.enterprise
    Scenario: Every specialist reports under the run that was asked for
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Where does our AI spend go and how can we cut it?"
      Then triage, data, optimization, actions and reporting each report to Ada under that run
      And the last that Ada hears of the run is its result

    @req.EV-20 @critical @segment.enterprise @needs.model_faults
    Scenario: The stages of the work are shown while they are worked
      Given Ada has brought in a month of AI use
      And Ada is connected
      And the model provider answers late for Ada
      When Ada asks "Where does our AI spend go and how can we cut it?"
      Then Ada is answered within the answer budget
      And the stages that Ada saw are those recorded, in the same order
      And Ada saw each stage before the next one was over

    @req.EV-27 @critical @segment.enterprise @needs.instances
    Scenario: Work started through one chat process is followed through the other
      Given Ada has brought in a month of AI use
      And Ada is connected to the second chat process
      When Ada asks "Where does our AI spend go?" through the first chat process
      Then Ada sees the work start, think, use tools and finish, in that order
      And Ada's events arrive in the order in which they were produced, without a gap
      And Ada's events are the ones that are kept, in the same order

@value.live_events
Feature: Live events are live, also when many work at once
  Segment: enterprise customers whose teams work side by side
  Goal: see each event when it happens, however busy the day
  Value: an event that comes late is an event that was not seen
  Strategic effect: live work at scale is what a chat box cannot offer

  Rule: An event reaches its customer almost instantly

    @req.EV-09 @critical @segment.enterprise @load @needs.model_faults
    Scenario: With 50 connections open and 5 people at work, events are delivered within the delivery budget
      Given Ada, Ben, Cleo, Max and Eli have brought in a few days of AI use
      And the model provider answers late for Ada, Ben, Cleo, Max and Eli
      And customers have 50 connections open
      When Ada, Ben, Cleo, Max and Eli ask one question after the other until 1000 events have arrived
      Then 99 of 100 events arrived within the delivery budget

  Rule: A burst is delivered completely

    @req.EV-10 @req.AG-30 @critical @segment.enterprise @load
    Scenario: 50 messages of 5 customers are all received and answered
      Given Ada, Ben, Cleo, Max and Eli are connected
      When Ada, Ben, Cleo, Max and Eli each send 10 questions at once
      Then all 50 questions of Ada, Ben, Cleo, Max and Eli are answered within the burst budget
      And Ada, Ben, Cleo, Max and Eli's questions are answered one after the other, in the order asked
      And Ada's questions and answers are kept in the order asked
      And the runs of Ada, Ben, Cleo, Max and Eli have 50 ids of their own, by which each is found

@value.live_events
Feature: Connections stay alive, are counted right and leave nothing behind
  Segment: every customer who leaves the chat open, and the operators behind
  Goal: find the chat alive after lunch, and know who is connected
  Value: a connection that died in silence is a missed answer
  Strategic effect: exact counts are the base of every capacity decision

  Rule: An idle connection is kept alive

    @req.EV-22 @critical @segment.early
    Scenario: An idle connection receives heartbeats, and a ping is answered
      Given Eli is connected
      When Eli stays idle
      Then Eli receives a heartbeat within the heartbeat budget
      And a ping of Eli's is answered at once
      And neither counts as an event of Eli's
      And Eli's next question "What do we spend on AI?" is answered on the same connection

  Rule: Operators see how the platform is

    @req.EV-24 @critical @segment.platform
    Scenario: The connections that operators see are those that are open
      Given Ada has 3 tabs open
      And Ben is connected
      And Cleo has 2 tabs open
      When Ada closes a tab
      Then Sam sees 3 connections of Ada's company
      And Sam sees 2 connections of Cleo's company
      And Sam sees the platform healthy

    @req.EV-24 @critical @segment.platform @isolated @chaos
    Scenario Outline: With <service> down operators see the platform <health>
      Given Ada is connected
      When <service> is down
      Then Sam sees the platform <health>

      Examples: What operators see
        | service      | health    |
        | the cache    | degraded  |
        | the database | unhealthy |

  Rule: A closed connection leaves nothing behind

    @req.EV-25 @req.IS-15 @critical @segment.platform @isolated
    Scenario: After 200 events on connections that were closed the counts are back and the memory has not kept growing
      Given Ada has brought in a few days of AI use
      When Ada opens 5 tabs, receives 200 events and closes them, again and again
      Then Sam sees 0 connections of Ada's company
      And the memory of the chat has not kept growing

@value.live_events
Feature: Trouble is told, and never spreads
  Segment: every customer
  Goal: know what failed and what happens next, while everyone else works on
  Value: a told failure is a support call saved; a spreading one is an outage
  Strategic effect: contained trouble lets the platform grow without fear

  Rule: When something fails the customer is told in plain words what happens next

    @req.EV-18 @blocker @segment.mid @needs.model_faults
    Scenario Outline: When the model provider <trouble>, the customer is told plainly and once
      Given Max has brought in a month of AI use
      And Max is connected
      And the model provider <trouble> for Max
      When Max asks "Where does our AI spend go?"
      Then Max is told within the failure budget that the question failed, and what to do
      And Max's run is kept as failed, without an answer
      And Max hears nothing more of the run

      Examples: Troubles
        | trouble              |
        | answers with errors  |
        | does not answer      |
        | answers with garbage |
        | breaks off           |

  Rule: A malformed message does not poison the stream

    @req.EV-14 @critical @segment.mid
    Scenario Outline: <mistake> in the middle of a run disturbs neither the run nor the next question
      Given Max has brought in a month of AI use
      And Max is connected
      And the agents work on Max's question "Where does our AI spend go?"
      When Max sends <mistake>
      Then Max is told what is wrong with it and what to do
      And Max sees the work start, think, use tools and finish, in that order
      And Max's next question "What do we spend on AI?" is answered on the same connection
      And Max's events arrive in the order in which they were produced, without a gap

      Examples: Malformed messages
        | mistake                   |
        | a message that breaks off |
        | a message in bytes        |

  Rule: One broken or slow connection is nobody else's trouble

    @req.EV-23 @critical @segment.enterprise
    Scenario: When the connections of one of three customers break, the other two follow their work to the end
      Given Ada, Ben and Cleo have brought in a few days of AI use
      And Ada, Ben and Cleo have 2 tabs open
      When Ada's connections break while Ada, Ben and Cleo ask "Where does our AI spend go?" at the same moment
      Then each of Ben's tabs sees the work start, think, use tools and finish, in that order
      And each of Cleo's tabs sees the work start, think, use tools and finish, in that order

    @req.EV-28 @critical @segment.enterprise
    Scenario: A client that stops reading is closed with a reason while everyone else goes on
      Given Ada has 3 tabs open
      And the first of Ada's tabs stops reading
      When Ada writes until that tab is given up
      Then Ada's connection is closed because it was too slow
      And the other tabs of Ada's received each message in order and without a pause

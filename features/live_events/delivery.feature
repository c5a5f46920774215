@value.live_events
Feature: Live events arrive in order, unchanged, on every screen
  Segment: every customer
  Goal: trust that the screen shows what happened, as it happened
  Value: an event lost or out of order reads as a product that does not work
  Strategic effect: reliable delivery lets customers build their own work on it

  Rule: Events arrive in the order in which they were produced

    @req.EV-08 @critical @segment.enterprise
    Scenario Outline: <events> events in a row arrive in order, and none is missing
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks one question after the other until <events> events have arrived
      Then Ada's events arrive in the order in which they were produced, without a gap
      And Ada's events are the ones that are kept, in the same order

      Examples: Lengths of a working session
        | events |
        | 20     |
        | 100    |

  Rule: What is delivered is what was written

    @req.EV-11 @normal @segment.enterprise
    Scenario Outline: <kind> arrive unchanged
      Given Ada has brought in AI use of the feature "<words>"
      And Ada is connected
      When Ada asks "<words>: which feature drives our cost?"
      Then Ada's question comes back unchanged
      And the figures in Ada's answer name "<words>" unchanged
      And Ada's question is kept unchanged

      Examples: Writing of the world
        | kind                  | words                         |
        | Accents               | Île-de-France à côté, naïveté |
        | Chinese words         | 客户支持与摘要                |
        | Emoji                 | rocket 🚀 family 👩‍👩‍👧‍👦           |
        | Right-to-left words   | دعم العملاء                   |
        | Markup and quotations | <b>bold</b> & 'single'        |

  Rule: Every screen of a customer shows the same

    @req.EV-17 @critical @segment.enterprise
    Scenario: Five open tabs see the same events in the same order
      Given Ada has brought in a month of AI use
      And Ada has 5 tabs open
      When Ada asks "Where does our AI spend go?"
      Then each of Ada's tabs sees the work start, think, use tools and finish, in that order
      And all of Ada's tabs see the same events in the same order

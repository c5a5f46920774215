@value.live_events
Feature: A customer watches an agent work
  Segment: every customer; enterprises watch longest
  Goal: see what the agents are doing while they do it
  Value: a customer who sees the work trusts the result and waits for it
  Strategic effect: visible work is the reason to choose a platform of agents over a chat box

  Rule: Every run tells its whole story, in order

    @req.EV-01 @smoke @blocker @segment.mid
    Scenario Outline: A run on <data> starts, thinks, uses tools where there is something to read, and finishes
      Given Max has brought in <data>
      And Max is connected
      When Max asks "Where does our AI spend go?"
      Then Max sees the work start, think, use tools and finish, in that order

      Examples: How much the agents have to read
        | data                 |
        | a month of AI use    |
        | a few days of AI use |

    @req.EV-06 @blocker @segment.mid
    Scenario: The finish carries the result and is the last word of the run
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "Where does our AI spend go?"
      Then the last that Max hears of the run is its result
      And the result that Max sees is the one that is kept
      And Max hears nothing more of the run

  Rule: Each announcement says what a customer needs to follow it

    @req.EV-02 @critical @segment.mid
    Scenario: The start says who began, for whom, in which conversation and when
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "Where does our AI spend go?"
      Then the start names the supervisor, the run, the conversation, Max and the moment
      And the start names the agents that Max's plan offers

    @req.EV-03 @critical @segment.mid
    Scenario: The thoughts are words about the question, and show how far the work is
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "How slow are our models?"
      Then each thought that Max sees is a sentence, with its step and progress
      And the progress that Max sees never goes back
      And the thoughts that Max sees speak of "slow models"

  Rule: Each use of a tool is announced before it runs and accounted for after it

    @req.EV-04 @critical @segment.mid
    Scenario: A tool is announced with its purpose before it runs
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then each tool is announced to Max by name, with its purpose and what it is given
      And no tool ran before it was announced to Max

    @req.EV-05 @critical @segment.mid
    Scenario: A tool's end tells the same tool's outcome and how long it took
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "What are our biggest cost drivers?"
      Then each tool's end tells Max the outcome in words and how long it took
      And the outcome and the duration that Max sees are the ones recorded

    @req.EV-07 @blocker @segment.enterprise
    Scenario: Tools that work side by side each end exactly once
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Show cost drivers, segments, trends and latency of our AI spend"
      Then several tools work for Ada at the same time
      And each tool that Ada saw start ends exactly once

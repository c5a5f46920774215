@value.answers
Feature: A run has one life, which can be followed and read back
  Segment: every customer; enterprises audit it
  Goal: know at any time how far the work is, and later how it was done
  Value: work whose record is complete can be defended before a board
  Strategic effect: a record that is always right is what audits and renewals rest on

  Rule: A run goes forward through its states and phases, each with its moment

    @req.AG-07 @blocker @segment.mid
    Scenario: A run that is answered was in every state once, in the one order
      Given Max is connected
      When Max asks "Where does our AI spend go?"
      Then Max's run went through these states, each with its moment
        | in order   |
        | pending    |
        | starting   |
        | running    |
        | completing |
        | completed  |

    @req.AG-21 @critical @segment.mid
    Scenario: The phases of a run follow the work from the queue to the store
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "Where does our AI spend go?"
      Then Max's run went through these phases, each with its moment
        | in order    |
        | queued      |
        | validating  |
        | thinking    |
        | using tools |
        | composing   |
        | storing     |
      And Max's run used each tool in a phase of using tools

  Rule: A successful run ends with an answer, and both are kept with their times

    @req.AG-10 @req.AG-13 @blocker @segment.mid
    Scenario: A successful run is kept as completed, with its answer and with its times
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks "Where does our AI spend go?"
      Then Max is answered within the answer budget
      And Max's question and its answer are kept
      And Max's run is kept with the times that were told

    @req.AG-33 @req.AG-36 @critical @segment.enterprise
    Scenario: An enterprise's run gives full results within its limit, each agent within its own
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Which models, features and segments drive our cost, how slow are they, and what can we save?"
      Then Ada's run was over within 30 seconds
      And each agent of Ada's run took no longer than this
        | agent        | seconds |
        | triage       | 5       |
        | data         | 8       |
        | optimization | 10      |
        | actions      | 10      |
        | reporting    | 10      |
      And Ada's answer covers the cost of models, the cost of features, the cost of segments, the latency and the savings
      And Ada's answer recommends steps, says what comes next and how sure it is
      And every figure in Ada's answer agrees with the records behind it

  Rule: What a run did can be read back step by step

    @req.AG-22 @req.AG-38 @critical @segment.enterprise
    Scenario: A customer who returns reads each step of a run as it was seen
      Given Ada has brought in a month of AI use
      And Ada is connected
      And Ada was answered on "Where does our AI spend go and how can we cut it?"
      When Ada signs in anew and opens the conversation
      Then Ada finds the run completed, with the result first seen
      And Ada's run is read back step by step, as it was seen and recorded

  Rule: A run is there for whoever may know of it

    @req.AG-32 @critical @security @segment.enterprise
    Scenario Outline: <run> is answered like a run that never was
      Given Ada is connected
      And Ada was answered on "What do we spend on AI?"
      And Cleo is signed in
      When Cleo asks for <run>, to read it and to cancel it
      Then Cleo is told both times that there is no such run
      And Ada finds the run completed, with the result first seen

      Examples: Runs that are not Cleo's
        | run                           |
        | a run that never was          |
        | a run by a name that is no id |
        | the run of Ada                |

@value.answers
Feature: A run that cannot be finished ends in time, with the truth
  Segment: every customer
  Goal: never wait for an answer that will not come, and know why
  Value: an honest end is forgiven; a run that hangs is remembered
  Strategic effect: limits that hold let every plan promise what it can keep

  Rule: A failure is recorded as a failure, with its cause

    @req.AG-12 @req.AG-18 @req.AG-20 @blocker @segment.mid @needs.model_faults
    Scenario: A run without a model is kept as failed, with the cause that its customer was told
      Given Max has brought in a few days of AI use
      And Max is connected
      And the model provider answers with errors for Max
      When Max asks "Where does our AI spend go?"
      Then Max is told within the failure budget that the question failed, and what to do
      And Max's run is kept as failed, without an answer
      And the cause that Max was told is the one recorded, as an answer that the model did not give
      And Max's run went through these states, each with its moment
        | in order |
        | pending  |
        | starting |
        | running  |
        | failed   |

  Rule: A run has a time limit, by plan and by kind of work

    @req.AG-08 @req.AG-20 @req.AG-24 @blocker @segment.mid @needs.model_faults
    Scenario: A run that exceeds its time is stopped, kept as timed out, and customer and operators are told
      Given Max is connected
      And Sam lets the runs of Max's company take 0.5 seconds
      And the model provider does not answer for Max
      When Max asks "Where does our AI spend go?"
      Then Max is told after 0.5 seconds that the run took too long, and what to do
      And Max's run is kept as timeout, without an answer
      And the cause that Max was told is the one recorded, as too long a time
      And Sam is alerted that the run of Max timed out, without a word of what was asked
      And Max hears nothing more of the run

    @req.AG-25 @critical @needs.model_faults
    Scenario Outline: Where runs get a sixtieth of their plan's time, one on the <plan> plan is stopped after <seconds> seconds
      Given <person> is connected
      And Sam lets the runs of <person>'s company take a sixtieth of their plan's time
      And the model provider does not answer for <person>
      When <person> asks "Where does our AI spend go?"
      Then <person> is told after <seconds> seconds that the run took too long, and what to do

      @segment.free
      Examples: The shortest time
        | plan | person | seconds |
        | free | Fay    | 0.5     |

      @segment.mid
      Examples: Twice that time
        | plan  | person | seconds |
        | early | Eli    | 1       |
        | mid   | Max    | 1       |

    @req.AG-25 @critical @segment.enterprise @needs.model_faults
    Scenario: One call of the model has a limit of its own, and an enterprise's run outlives it
      Given Ada is connected
      And Sam lets the runs of Ada's company take a sixtieth of their plan's time
      And the model provider does not answer on the first of Ada's calls
      When Ada asks "Where does our AI spend go?"
      Then Ada is answered within the outage budget
      And the model provider was asked again for Ada after the limit of one call

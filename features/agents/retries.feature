@value.answers
Feature: What passes is tried again, what stays broken is left alone
  Segment: every customer; operators sleep better
  Goal: get an answer although something stumbles behind the scenes
  Value: a stumble that customers do not notice costs nothing
  Strategic effect: a platform that protects itself survives its providers

  Rule: A passing failure of the model costs time, not the answer

    @req.AG-04 @critical @segment.mid @needs.model_faults
    Scenario: A start that fails twice succeeds the third time
      Given Max is connected
      And the model provider answers with errors on the first 2 of Max's calls
      When Max asks "Where does our AI spend go?"
      Then Max is answered within the outage budget
      And the model provider was asked twice more for Max, each time after a longer pause

    @req.AG-09 @critical @segment.mid @needs.model_faults
    Scenario Outline: A model provider that <trouble> once in the middle of a run does not cost the answer
      Given Max has brought in a few days of AI use
      And Max is connected
      And the model provider <trouble> once in the middle of Max's run
      When Max asks "Where does our AI spend go?"
      Then Max sees the work start, think, use tools and finish, in that order
      And the model provider was asked once more for Max, each time after a longer pause

      Examples: Passing troubles
        | trouble              |
        | answers with errors  |
        | is too busy          |
        | answers with garbage |
        | breaks off           |

  Rule: After repeated failures nobody waits for the model in vain

    @req.AG-27 @critical @segment.early @needs.model_faults
    Scenario: Once a model has failed three times a question is refused fast, without asking the model
      Given Eli is connected
      And the model provider has failed Eli 3 times in a row
      When Eli asks "Where does our AI spend go?"
      Then Eli is told at once that the question failed, and what to do
      And the model provider was not asked for Eli
      And Sam sees the breaker of Eli's company open

    @req.AG-27 @critical @segment.early @needs.model_faults
    Scenario: Once the model is well again the breaker closes and questions are answered
      Given Eli is connected
      And the model provider has failed Eli 3 times in a row
      And the model provider is well again for Eli, and may be asked
      When Eli asks "Where does our AI spend go?"
      Then Eli is answered within the answer budget
      And Sam sees the breaker of Eli's company closed

@value.answers
Feature: A customer can stop a run, and it stays stopped
  Segment: every customer
  Goal: take back a question that is not wanted any more
  Value: control over running work saves money and nerves
  Strategic effect: customers hand over long work only where they can stop it

  Rule: A run can be cancelled at any stage, in more than one way

    @req.AG-26 @blocker @segment.mid @needs.model_faults
    Scenario Outline: A run that <stage> is cancelled <way>
      Given Max has brought in a few days of AI use
      And Max is connected
      And the run of Max's question "Where does our AI spend go?" <stage>
      When Max cancels the run <way>
      Then Max is told at once that the run was cancelled, and what to do
      And Max's run is kept as cancelled, without an answer
      And Max hears nothing more of the run

      Examples: Stages and ways
        | stage          | way                      |
        | waits its turn | over the live connection |
        | waits its turn | by a call                |
        | thinks         | over the live connection |
        | thinks         | by a call                |
        | uses tools     | over the live connection |
        | uses tools     | by a call                |

  Rule: Cancelling does no more than it says

    @req.AG-26 @critical @segment.mid
    Scenario Outline: Cancelling a run <way> that has ended changes nothing
      Given Max is connected
      And Max was answered on "What do we spend on AI?"
      When Max cancels the run <way>
      Then Max finds the run completed, with the result first seen
      And Max hears nothing more of the run

      Examples: Ways
        | way                      |
        | over the live connection |
        | by a call                |

    @req.AG-26 @normal @segment.mid @needs.model_faults
    Scenario: Cancelling twice is the same as cancelling once
      Given Max is connected
      And the run of Max's question "Where does our AI spend go?" thinks
      And Max has cancelled the run
      When Max cancels the run by a call
      Then Max's run is shown as cancelled
      And Max hears nothing more of the run

    @req.AG-26 @critical @security @segment.enterprise @owasp.API1
    Scenario: A colleague who reads along may not cancel
      Given Ada and Ben are connected
      And Ada has the conversation "Roadmap" with
        | field      | value        |
        | visibility | organisation |
      And Ada was answered in "Roadmap" on "What do we spend on AI?"
      When Ben tries to cancel Ada's run
      Then Ben is refused because of a missing right
      And Ada hears nothing more of the run

  Rule: A run that has ended never comes back to life

    @req.AG-19 @blocker @segment.mid @needs.model_faults
    Scenario: A late answer of the model does not bring back a cancelled run
      Given the model provider answers late for Max
      And Max is connected
      And the agents work on Max's question "Where does our AI spend go?"
      And Max has cancelled the run
      When Max asks "What do we spend on AI?"
      Then Max is answered within the answer budget
      And Max's run came to nothing more after it was cancelled

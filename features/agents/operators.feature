@value.capacity
Feature: Operators see every run, and what runs leave behind
  Segment: operators, and the customers who rely on them
  Goal: find a run, know what is at work, and see that all is given back
  Value: what operators see in time does not become an outage
  Strategic effect: a platform that can be watched can grow

  Rule: Operators find runs without reading what was said

    @req.AG-29 @critical @segment.platform
    Scenario Outline: An operator finds a run by its <trait>
      Given Ada and Cleo are connected
      And Ada was answered on "What do we spend on AI?"
      And Cleo was answered on "How slow are our models?"
      When Sam looks for the runs of Ada by <trait>
      Then Sam finds the run of Ada and no other of this scenario
      And Sam reads nothing of what was asked and answered

      Examples: What is known of a run
        | trait        |
        | person       |
        | conversation |
        | agent        |

    @req.AG-29 @normal @security @segment.mid
    Scenario: A customer cannot look for other people's runs
      Given Max is connected
      And Max was answered on "What do we spend on AI?"
      When Max looks for the runs of all customers
      Then Max is refused because of a missing right
      And Max's run is found by its conversation, its agents and its state

  Rule: What a run took is given back when it ends

    @req.AG-05 @req.AG-11 @req.AG-31 @critical @segment.platform @needs.model_faults
    Scenario: A run that has ended is followed no longer and leaves nothing in the cache, and its record stays
      Given Max is connected
      And the model provider answers late for Max
      And Sam sees the run of Max's question "What do we spend on AI?" at work
      When the run of Max ends
      Then Max's run is not seen at work any more
      And Max's run has left nothing in the cache
      And Max's question and its answer are kept

    @req.AG-05 @req.AG-14 @req.AG-39 @critical @segment.platform @isolated @needs.model_faults
    Scenario: The counts and durations that operators read are those of the runs
      Given Ada is connected
      And Sam has noted the counts of runs
      And the model provider does not answer on the first 5 of Ada's calls
      When Ada asks 5 questions at once, each in a conversation of its own
      Then Sam counts 5 runs at work
      And Sam counts 0 runs at work
      And each of Ada's questions is answered within the answer budget
      And Sam reads of 5 runs more that were completed, and how long they took

    @req.AG-37 @critical @segment.platform @isolated
    Scenario: After many runs the memory of the chat is what it was
      Given Ada, Ben, Cleo and Max are connected
      When Ada, Ben, Cleo and Max each ask 2 questions at once, again and again
      Then each of them was answered every time
      And the memory of the chat has not kept growing
      And Sam counts 0 runs at work

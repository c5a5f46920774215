@value.answers
Feature: The agents take the path that the customer's data allow
  Segment: every customer, from the first import on
  Goal: get as far as the data reach, and know what would take one further
  Value: a customer with little data who is helped becomes one with much
  Strategic effect: paths that adapt make one product fit the newcomer and the enterprise

  Rule: What triage finds in the records decides who works

    @req.WF-01 @req.WF-16 @blocker @segment.enterprise
    Scenario: With sufficient data all five specialists work in turn, triage first, and all complete
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Where does our AI spend go and how can we cut it?"
      Then the steps of Ada's work were these, one after the other
        | agent        | outcome |
        | triage       | success |
        | data         | success |
        | optimization | success |
        | actions      | success |
        | reporting    | success |
      And triage, data, optimization, actions and reporting each report to Ada under that run
      And every figure in Ada's answer agrees with the records behind it

    @req.WF-07 @req.WF-08 @req.WF-15 @critical @segment.mid
    Scenario Outline: On <data> the path is the one defined for it, and the answer says how complete the data are
      Given Max has brought in <data>
      And Max is connected
      When Max asks "What do we spend on AI and how can we save?"
      Then <agents> each report to Max under that run
      And Max's path is the one defined for <finding> data
      And Max's answer says that its data are <complete> % complete, and how sure it is

      Examples: How much there is
        | data                 | finding      | complete | agents                                            |
        | no AI use at all     | insufficient | 0        | triage, data helper and reporting                 |
        | a few days of AI use | partial      | 60       | triage, data helper, data and reporting           |
        | a month of AI use    | sufficient   | 100      | triage, data, optimization, actions and reporting |

    @req.WF-02 @critical @segment.free
    Scenario: A customer without data is told what to supply, in place of an empty analysis
      Given Fay is connected
      When Fay asks "What do we spend on AI?"
      Then Fay's answer asks for records with their time, provider, model, tokens, latency and cost
      And no tool worked for Fay, and her answer has no figure
      And Fay's answer says what comes next

    @req.WF-03 @critical @segment.mid
    Scenario: On partial data the analysis goes as far as it can and asks for the rest
      Given Max has brought in a few days of AI use
      And Max is connected
      When Max asks "Which models and features drive our cost?"
      Then Max's answer covers the cost of models and the cost of features
      And every figure in Max's answer agrees with the records behind it
      And Max's answer asks for more records than the 6 that there are

    @req.WF-04 @critical @segment.mid @needs.model_faults
    Scenario: When triage fails a minimal path still helps
      Given Max has brought in a month of AI use
      And Max is connected
      And the model provider fails the triage of Max's next question
      When Max asks "What do we spend on AI?"
      Then the steps of Max's work were these, one after the other
        | agent       | outcome |
        | triage      | error   |
        | data helper | success |
        | reporting   | success |
      And Max's answer says what comes next

  Rule: The paths can be inspected

    @req.WF-15 @normal @segment.platform
    Scenario: A customer inspects the four paths, as far as the plan goes
      Given Ada and Fay are signed in
      When Ada and Fay inspect the paths
      Then the paths are defined for them like this
        | data         | Ada                                            | Fay                                  |
        | sufficient   | triage, data, optimization, actions, reporting | triage, data, reporting              |
        | partial      | triage, data helper, data, reporting           | triage, data helper, data, reporting |
        | insufficient | triage, data helper, reporting                 | triage, data helper, reporting       |
        | unknown      | data helper, reporting                         | data helper, reporting               |
      And each step of their paths waits for all the steps before it

  Rule: Steps hand on what they found, and none runs ahead

    @req.WF-05 @req.WF-06 @req.WF-25 @blocker @segment.enterprise @needs.model_faults
    Scenario: With a slow model each step waits for those before it and gets all that they found
      Given Ada has brought in a month of AI use
      And Ada is connected
      And the model provider answers late for Ada
      When Ada asks "Where does our AI spend go and how can we cut it?"
      Then no step of Ada's work began before those that it waits for had ended
      And each step of Ada's work was given all that the steps before it had found
      And each step of Ada's work took less than 5 seconds, and all of it less than 15

    @req.WF-12 @critical @segment.enterprise @needs.model_faults
    Scenario: All steps see the records as they were when the work began
      Given Ada has brought in a month of AI use
      And Ada is connected
      And the model provider takes its time over Ada's next question
      And the agents think about Ada's question "Where does our AI spend go and how can we cut it?"
      When Ada brings in more AI use meanwhile
      Then every figure in Ada's answer agrees with the records behind it
      And each step of Ada's work bears its agent, its time and its run
      And each tool that worked for Ada looked at the records of the same moment

    @req.WF-13 @critical @segment.enterprise @needs.stores @value.compliance
    Scenario: A compliance question leaves a full trace of who did what
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Do we meet our compliance policy and audit rules?"
      Then the kept trace of Ada's question leads from her, over each agent and tool, to the answer
      And each step of Ada's work bears its agent, its time and its run

  Rule: A step that fails stops the path, and what was found is kept

    @req.WF-17 @blocker @segment.mid @needs.model_faults
    Scenario: When optimization fails, actions do not run, and the customer gets what was found
      Given Max has brought in a month of AI use
      And Max is connected
      And the model provider fails the optimization of Max's next question
      When Max asks "Where does our AI spend go and how can we cut it?"
      Then the steps of Max's work were these, one after the other
        | agent        | outcome |
        | triage       | success |
        | data         | success |
        | optimization | error   |
        | reporting    | success |
      And Max's answer covers the cost of models
      And every figure in Max's answer agrees with the records behind it
      And Max's answer says that "optimization" is missing, and what to do

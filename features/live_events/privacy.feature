@value.live_events
Feature: A customer's events are that customer's alone
  Segment: enterprise customers, whose data must not reach a neighbour
  Goal: work beside other customers and colleagues without being overheard
  Value: one foreign event on a screen ends a contract
  Strategic effect: proven privacy opens regulated industries

  Rule: A customer's events reach that customer only

    @req.EV-12 @req.EV-16 @blocker @segment.enterprise
    Scenario: A colleague and a customer of another company hear nothing of a run
      Given Ada has brought in a month of AI use
      And Ada, Ben and Cleo are connected
      When Ada asks "Where does our AI spend go?"
      Then Ada is answered within the answer budget
      And nothing of Ada's run reaches Ben
      And nothing of Ada's run reaches Cleo

    @req.EV-12 @blocker @segment.enterprise
    Scenario: Two customers who ask at the same moment each follow their own run
      Given Ada has brought in a month of AI use
      And Cleo has brought in a few days of AI use
      And Ada and Cleo are connected
      When Ada and Cleo ask "What are our biggest cost drivers?" at the same moment
      Then every figure in Ada's answer agrees with the records behind it
      And every figure in Cleo's answer agrees with the records behind it
      And nothing of Ada's run reaches Cleo
      And nothing of Cleo's run reaches Ada

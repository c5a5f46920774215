@value.conversations
Feature: Agents work inside the conversation in which they were asked
  Segment: every customer with more than one line of work
  Goal: ask in the right place and find the answer there
  Value: an answer in the wrong conversation is an answer lost, or a secret told
  Strategic effect: work that stays in its place can be delegated

  Rule: What is asked in a conversation is worked and answered there

    @req.MS-01 @critical @segment.mid
    Scenario: A run is told, answered and kept in the conversation that it was asked in
      Given Max has brought in a few days of AI use
      And Max is connected
      And Max has these conversations
        | title |
        | Orion |
        | Pluto |
      When Max asks in "Orion": "What do we spend on AI?"
      Then Max is answered within the answer budget
      And everything that Max is told of the run is told in "Orion"
      And Max's run and its answer are kept in "Orion", and "Pluto" is as it was before

    @req.MS-06 @critical @segment.enterprise
    Scenario: A run leaves alone what its conversation says of itself
      Given Ada has brought in a few days of AI use
      And Ada is connected
      And Ada has the conversation "Q3 spend" with
        | field    | value         |
        | summary  | First figures |
        | tags     | board, q3     |
        | priority | high          |
        | project  | Orion         |
      When Ada asks in "Q3 spend": "Which models cost us most?"
      Then Ada is answered within the answer budget
      And of "Q3 spend" only messages, activity and what was learned have changed

  Rule: Nobody's agents work in a conversation that is not theirs

    @req.MS-04 @blocker @enterprise @security @segment.enterprise
    Scenario Outline: <person> is refused agents in a conversation of Ada's that is <visibility>
      Given <person> is connected
      And Ada has the conversation "Q3 spend" with
        | field      | value        |
        | visibility | <visibility> |
      When <person> asks in "Q3 spend": "What do we spend on AI?"
      Then <person> is told on the connection that it is refused because of <reason>
      And no run is kept in "Q3 spend"
      And "Q3 spend" is as it was before

      Examples: People whose conversation it is not
        | person | visibility   | reason               |
        | Cleo   | private      | no such conversation |
        | Cleo   | organisation | no such conversation |
        | Ben    | private      | no such conversation |
        | Ben    | organisation | a missing right      |

  Rule: A conversation has on record who worked in it, and when

    @req.MS-13 @critical @segment.enterprise
    Scenario: The runs of a conversation are on record with their agents and times
      Given Ada has brought in a few days of AI use
      And Ada is connected
      And Ada has the conversation "Q3 spend"
      And Ada was answered in "Q3 spend" on "Which models cost us most?"
      When Ada asks in "Q3 spend": "How slow are our models?"
      Then Ada is answered within the answer budget
      And "Q3 spend" has on record both runs of Ada's, with their agents, starts and ends

    @req.MS-18 @critical @segment.mid
    Scenario: After a run the conversation, the run and what was told agree
      Given Max has brought in a few days of AI use
      And Max is connected
      And Max has the conversation "Orion"
      When Max asks in "Orion": "Which features drive our cost?"
      Then what Max was told, what can be read back and what is kept agree
      And of "Orion" only messages, activity and what was learned have changed

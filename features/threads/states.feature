@value.conversations
Feature: A conversation's life has an order, and the order is kept
  Segment: every customer who closes work and has to account for it
  Goal: see at a glance what is open, done and put away, and since when
  Value: teams plan by states that they can rely on
  Strategic effect: a kept history makes the chat auditable

  Rule: Only the next state can follow

    @req.TH-13 @critical @segment.mid
    Scenario Outline: A conversation that is <state> can become <next>
      Given Max has the conversation "Orion", which is <state>
      When Max makes "Orion" <next>
      Then the history of "Orion" is <history>
      And "Orion" is kept as Max sees it

      Examples: The order of a life
        | state     | next      | history                             |
        | draft     | active    | draft, active                       |
        | active    | completed | active, completed                   |
        | completed | archived  | active, completed, archived         |
        | archived  | active    | active, completed, archived, active |

    @req.TH-13 @critical @segment.mid
    Scenario Outline: A conversation that is <state> cannot become <other>
      Given Max has the conversation "Orion", which is <state>
      When Max edits "Orion"
        | field | value   |
        | state | <other> |
      Then Max is refused because of a state that may not follow
      And Max is told that from <state> only <allowed> is allowed
      And "Orion" is as it was before

      Examples: States that may not follow
        | state     | other     | allowed   |
        | draft     | completed | active    |
        | draft     | archived  | active    |
        | active    | draft     | completed |
        | active    | archived  | completed |
        | completed | active    | archived  |
        | archived  | active    | restoring |
        | archived  | completed | restoring |

    @req.TH-13 @normal @segment.mid
    Scenario: A state that does not exist is refused
      Given Max has the conversation "Orion", which is active
      When Max edits "Orion"
        | field | value     |
        | state | forgotten |
      Then Max is refused because of an unfit detail
      And "Orion" is as it was before

  Rule: Each state is recorded with its moment

    @req.TH-09 @critical @segment.mid
    Scenario: A conversation that is completed and archived has the moment of each state on record
      Given Max has the conversation "Orion"
      When Max completes and archives "Orion"
      Then the history of "Orion" is active, completed, archived
      And each state of "Orion" has the moment of its change and Max as who made it
      And "Orion" is kept as Max sees it

  Rule: A change of state is told at once

    @req.TH-14 @critical @segment.mid
    Scenario Outline: Each open tab is told that a conversation that was <state> is <next>
      Given Max has the conversation "Orion", which is <state>
      And Max has 2 tabs open
      When Max makes "Orion" <next>
      Then each of Max's tabs is told once that "Orion" is <next>

      Examples: Changes
        | state     | next      |
        | draft     | active    |
        | active    | completed |
        | completed | archived  |
        | archived  | active    |

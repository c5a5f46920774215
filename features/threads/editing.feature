@value.conversations
Feature: What a customer writes into a conversation's record stays there
  Segment: every customer, teams that work on one record above all
  Goal: change what has changed and lose nothing else
  Value: an edit that vanishes is noticed once, and trusted never again
  Strategic effect: records that hold under many hands make the platform a system of record

  Rule: Edits are kept field by field

    @req.TH-10 @critical @segment.enterprise
    Scenario: An edit changes what it names and leaves the rest
      Given Ada has the conversation "Q3 spend" with
        | field    | value          |
        | summary  | First figures  |
        | tags     | board, q3      |
        | priority | low            |
        | budget   | 10,000 dollars |
      When Ada edits "Q3 spend"
        | field    | value              |
        | title    | Q3 spend, reviewed |
        | tags     | board              |
        | priority | high               |
        | industry | retail             |
      Then Ada sees "Q3 spend" with
        | field      | value              |
        | title      | Q3 spend, reviewed |
        | state      | active             |
        | visibility | private            |
        | owner      | Ada                |
        | summary    | First figures      |
        | tags       | board              |
        | priority   | high               |
        | budget     | 10,000 dollars     |
        | industry   | retail             |
      And "Q3 spend" is kept as Ada sees it

    @req.TH-10 @critical @segment.enterprise @needs.instances
    Scenario: Of two edits of one field the later one wins, through whichever process they came
      Given Ada has the conversation "Q3 spend"
      And Ada has edited "Q3 spend" through the first chat process
        | field    | value        |
        | priority | low          |
        | summary  | A first view |
      When Ada edits "Q3 spend" through the second chat process
        | field    | value  |
        | priority | urgent |
      Then Ada sees "Q3 spend" with
        | field      | value        |
        | title      | Q3 spend     |
        | state      | active       |
        | visibility | private      |
        | owner      | Ada          |
        | summary    | A first view |
        | priority   | urgent       |
      And "Q3 spend" is kept as Ada sees it

    @req.TH-10 @normal @segment.mid
    Scenario: An edit of what is on file is told on every tab
      Given Max has 2 tabs open
      And Max has the conversation "Orion"
      When Max edits "Orion"
        | field  | value          |
        | budget | 10,000 dollars |
      Then each of Max's tabs is told once that "Orion" is edited
      And "Orion" is kept as Max sees it

  Rule: Who guards an edit overwrites nothing that was not read

    @req.TH-10 @critical @segment.enterprise
    Scenario: A guarded edit is refused once somebody was quicker
      Given Ada has the conversation "Q3 spend"
      And "Q3 spend" has been edited since Ada read it
        | field    | value |
        | priority | high  |
      When Ada edits "Q3 spend" as it was when last read
        | field   | value       |
        | summary | Out of date |
      Then Ada is refused because of a newer version
      And Ada sees "Q3 spend" with
        | field      | value    |
        | title      | Q3 spend |
        | state      | active   |
        | visibility | private  |
        | owner      | Ada      |
        | priority   | high     |

    @req.TH-10 @normal @segment.enterprise
    Scenario: A guarded change of state is refused as well
      Given Ada has the conversation "Q3 spend"
      And "Q3 spend" has been edited since Ada read it
        | field    | value |
        | priority | high  |
      When Ada edits "Q3 spend" as it was when last read
        | field | value     |
        | state | completed |
      Then Ada is refused because of a newer version
      And the history of "Q3 spend" is active

    @req.TH-10 @normal @segment.enterprise
    Scenario: A guarded edit is accepted while nobody else has edited
      Given Ada has the conversation "Q3 spend"
      When Ada edits "Q3 spend" as it was when last read
        | field   | value      |
        | summary | Up to date |
      Then Ada sees "Q3 spend" with
        | field      | value      |
        | title      | Q3 spend   |
        | state      | active     |
        | visibility | private    |
        | owner      | Ada        |
        | summary    | Up to date |

  Rule: A conversation shows when something last happened in it

    @req.TH-11 @normal @segment.mid
    Scenario: An answer is activity of its conversation
      Given Max is connected
      When Max asks "What do we spend on AI?"
      Then Max is answered within the answer budget
      And the last activity of that conversation is the answer

    @req.TH-11 @normal @segment.mid
    Scenario: Last activity moves forward with every action
      Given Max has the conversation "Orion"
      When Max edits, writes in and completes "Orion", one after the other
      Then the last activity of "Orion" moved forward 3 times
      And "Orion" is kept as Max sees it

  Rule: Edits at the same moment and edits that fail corrupt nothing

    @req.TH-15 @critical @segment.enterprise
    Scenario: Of ten edits at the same moment none is lost and none is half
      Given Ada has the conversation "Q3 spend"
      When Ada makes 10 different edits of "Q3 spend" at the same moment
      Then all 10 edits are in "Q3 spend"
      And "Q3 spend" is kept as Ada sees it

    @req.TH-16 @critical @segment.enterprise
    Scenario: An edit of which one part cannot stand changes nothing, and the next one is kept
      Given Ada has the conversation "Q3 spend" with
        | field   | value         |
        | summary | First figures |
      When Ada edits "Q3 spend"
        | field   | value          |
        | summary | Never finished |
        | state   | archived       |
      Then Ada is refused because of a state that may not follow
      And "Q3 spend" is as it was before
      And Ada's next edit of "Q3 spend" is kept

    @req.TH-16 @critical @segment.platform @isolated @chaos
    Scenario: A database that dies in the middle of edits costs no confirmed edit
      Given Ada has the conversation "Q3 spend"
      When the database dies and comes back while Ada edits "Q3 spend" again and again
      Then "Q3 spend" holds the last edit that was confirmed, or one that was under way
      And Ada's next edit of "Q3 spend" is kept

  Rule: Whose a conversation is cannot be edited

    @req.TH-26 @blocker @segment.enterprise @security
    Scenario Outline: An edit that names another <what> is refused as a whole
      Given Ben is signed in
      And Ada has the conversation "Q3 spend"
      When Ada edits "Q3 spend" so that it has another <what>
      Then Ada is refused because of an unfit detail
      And "Q3 spend" is as it was before
      And Ada's next edit of "Q3 spend" is kept

      Examples: What says whose it is
        | what         |
        | owner        |
        | organisation |

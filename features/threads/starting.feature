@value.conversations
Feature: A conversation is started in a moment and is its owner's from then on
  Segment: every customer
  Goal: open a line of work and find it filed where it belongs
  Value: work that is filed is work that is found again, and paid for again
  Strategic effect: conversations turn the chat into the customer's record of AI spend

  Rule: A conversation has an identity, an owner and its place from the first moment

    @req.TH-01 @smoke @blocker @segment.free
    Scenario: A conversation that is started is its owner's, with an identity and a title
      Given Fay is signed in
      When Fay starts the conversation "Where the money goes"
      Then Fay sees "Where the money goes" with
        | field      | value                |
        | title      | Where the money goes |
        | state      | active               |
        | visibility | private              |
        | owner      | Fay                  |
      And "Where the money goes" is kept as Fay sees it

    @req.TH-01 @normal @segment.free
    Scenario: A conversation that begins with a question is called after it
      Given Fay is connected
      When Fay asks "Where does our AI spend go?" in a new conversation
      Then Fay is answered within the answer budget
      And that conversation of Fay's is called after what was asked

    @req.TH-02 @critical @segment.enterprise
    Scenario: A conversation is filed by tags, priority, department and project
      Given Ada is signed in
      When Ada starts the conversation "Q3 spend" with
        | field      | value     |
        | tags       | board, q3 |
        | priority   | high      |
        | department | Finance   |
        | project    | Orion     |
      Then Ada sees "Q3 spend" with
        | field      | value     |
        | title      | Q3 spend  |
        | state      | active    |
        | visibility | private   |
        | owner      | Ada       |
        | tags       | board, q3 |
        | priority   | high      |
        | department | Finance   |
        | project    | Orion     |
      And "Q3 spend" is kept as Ada sees it

    @req.TH-03 @critical @segment.mid
    Scenario: A conversation that is started appears in each open tab
      Given Max has 2 tabs open
      When Max starts the conversation "Orion"
      Then each of Max's tabs is told once that "Orion" is started

    @req.TH-07 @critical @segment.mid
    Scenario: A question in a new conversation is answered live, after the conversation was announced
      Given Max has brought in a few days of AI use
      And Max is connected
      And Max has the conversation "Orion"
      When Max asks in "Orion": "What do we spend on AI?"
      Then Max sees the work start, think, use tools and finish, in that order
      And each of Max's tabs was told of "Orion" before anything that happened in it
      And everything that Max is told of the run is told in "Orion"

  Rule: Many conversations can be started at once

    @req.TH-04 @critical @segment.mid
    Scenario: Customers who start conversations at the same moment each get their own
      Given Max, Eli and Fay are signed in
      When Max, Eli and Fay each start 2 conversations at the same moment
      Then Max, Eli and Fay each have exactly those 2 conversations, as their owner
      And those conversations are kept

    @req.TH-08 @normal @segment.mid
    Scenario: Twenty conversations started at once are there in time, each with an identity of its own
      Given Max is signed in
      When Max starts 20 conversations at the same moment
      Then all 20 were started within the many-starts budget
      And Max has exactly those 20 conversations, as their owner
      And those conversations are kept

  Rule: What cannot stand is refused with its reason and leaves nothing behind

    @req.TH-05 @req.TH-06 @critical @segment.platform
    Scenario Outline: A conversation with <flaw> is refused and nothing of it is kept
      Given Ada has the conversation "Q3 spend"
      When Ada starts a conversation with <flaw>
      Then Ada is refused because of <reason>
      And of Ada's conversations only "Q3 spend" is kept

      Examples: Details that do not do
        | flaw                  | reason          |
        | a title of blanks     | an unfit detail |
        | an endless title      | an unfit detail |
        | an unknown priority   | an unfit detail |
        | an unknown visibility | an unfit detail |
        | a state of its end    | an unfit detail |
        | another owner         | an unfit detail |

      Examples: A conversation above it that is none
        | flaw                  | reason               |
        | an impossible parent  | an unfit detail      |
        | a parent that is none | no such conversation |

    @req.TH-05 @critical @segment.platform @security
    Scenario: Nobody starts a conversation that would have no owner
      Given Ada has the conversation "Q3 spend"
      When Ada starts a conversation without a sign-in
      Then Ada is refused because of a missing sign-in
      And of Ada's conversations only "Q3 spend" is kept

    @req.TH-05 @normal @segment.platform
    Scenario Outline: A conversation under <id> is told not to exist
      Given Ada has the conversation "Q3 spend"
      When Ada opens the conversation under <id>
      Then Ada is told that there is no such conversation
      And "Q3 spend" is as it was before

      Examples: Ids that lead nowhere
        | id                     |
        | an id that is a word   |
        | an id of a number      |
        | an id that is cut off  |
        | an id that is nobody's |

@value.conversations
Feature: A conversation is found again, however many there are
  Segment: customers whose history has grown
  Goal: get from a thought to the conversation in one step
  Value: what cannot be found is asked again, and paid again
  Strategic effect: a searchable history is what binds a customer

  Rule: The list is paged without a gap and without an overlap

    @req.TH-18 @critical @segment.mid
    Scenario: Paging shows each conversation once while others are started and edited
      Given Max has 15 conversations
      When Max pages through the conversations by 5 while others are started and edited
      Then Max saw each of the 15 once, newest first, on pages of 5

    @req.TH-18 @normal @segment.mid
    Scenario: A page of more than a hundred conversations is refused
      Given Max has 2 conversations
      When Max asks for a page of 101 conversations
      Then Max is refused because of an unfit detail
      And a page of 100 conversations shows Max all 2

    @req.TH-18 @normal @segment.mid
    Scenario: A page shows twenty conversations where nobody says how many
      Given Max has 22 conversations
      When Max asks for a page of conversations
      Then the page shows the 20 newest of Max's conversations, and that more follow

    @req.TH-18 @normal @segment.mid
    Scenario: A conversation stays in the list until it is archived
      Given Max has the conversation "Orion", which is active
      When Max makes "Orion" completed
      Then Max finds exactly Orion

  Rule: Conversations are found by tag, priority and words

    @req.TH-19 @critical @segment.early
    Scenario Outline: Looking for <what> finds exactly <found>
      Given Eli has these conversations
        | title    | summary          | tags      | priority | says                         |
        | Q3 spend | For the board    | board, q3 | high     | What drives the cost?        |
        | Orion    | 100% of a launch | launch    | low      | Which models does Orion use? |
        | Latency  | Slow at noon     | board     | low      | How slow is Orion at noon?   |
      When Eli looks for conversations with <what>
      Then Eli finds exactly <found>

      Examples: Ways to look
        | what                | found                |
        | the tag board       | Q3 spend and Latency |
        | the tag launch      | Orion                |
        | the priority low    | Orion and Latency    |
        | the words ORION     | Orion and Latency    |
        | the words the board | Q3 spend             |
        | the words 100%      | Orion                |
        | the words _         | nothing              |
        | the tag boar        | nothing              |
        | the priority urgent | nothing              |

  Rule: Finding stays quick as history grows

    @req.TH-21 @normal @segment.mid @load
    Scenario: A hundred conversations are started, listed and opened in time
      Given Max is signed in
      When Max starts 100 conversations, lists them all and opens 10 of them at once
      Then all 100 were started within the growth budget
      And all 100 were listed within the list budget
      And all 10 were opened within the reading budget

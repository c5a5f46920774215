@value.conversations
Feature: A conversation is seen by those whom it is for
  Segment: enterprise customers with confidential questions
  Goal: choose who reads along, and rely on it
  Value: one conversation in the wrong hands ends a contract
  Strategic effect: trusted access lets whole departments share one platform

  Rule: Nobody outside touches a conversation, or learns that it exists

    @req.TH-12 @req.TH-17 @blocker @enterprise @security @segment.enterprise
    Scenario Outline: A stranger who <act> another customer's conversation is told that there is none
      Given Cleo is signed in
      And Ada has the conversation "Q3 spend" with
        | field   | value                |
        | summary | Halden pays too much |
      When Cleo <act> Ada's conversation "Q3 spend"
      Then Cleo is told that there is no such conversation
      And "Q3 spend" is as it was before
      And Cleo's list shows nothing of "Q3 spend"

      Examples: What a stranger may try
        | act              |
        | opens            |
        | reads along in   |
        | edits            |
        | archives         |
        | restores         |
        | deletes for ever |
        | writes in        |

    @req.TH-17 @critical @segment.enterprise
    Scenario: The owner opens her own conversation and finds it listed
      Given Ada has the conversation "Q3 spend"
      When Ada opens Ada's conversation "Q3 spend"
      Then Ada sees "Q3 spend" with
        | field      | value    |
        | title      | Q3 spend |
        | state      | active   |
        | visibility | private  |
        | owner      | Ada      |
      And Ada finds exactly Q3 spend

  Rule: Inside an organisation the visibility decides who reads

    @req.TH-20 @blocker @enterprise @security @segment.enterprise
    Scenario: Private, shared and confidential conversations open to exactly those whom they are for
      Given Ada has these conversations
        | title    | visibility   |
        | Q3 spend | private      |
        | Roadmap  | organisation |
        | Merger   | confidential |
      When Ada, Ben, Vera, Olga and Cleo open each of Ada's conversations
      Then they open to exactly these
        | conversation | Ada | Ben | Vera | Olga | Cleo |
        | Q3 spend     | yes | no  | no   | yes  | no   |
        | Roadmap      | yes | yes | yes  | yes  | no   |
        | Merger       | yes | no  | no   | no   | no   |
      And it is recorded that Olga opened "Q3 spend", and no other look

    @req.TH-20 @critical @enterprise @security @segment.enterprise
    Scenario: An admin opens what is private, nothing that is confidential, and each look is recorded
      Given Ada has these conversations
        | title    | visibility   |
        | Q3 spend | private      |
        | Merger   | confidential |
      And Ben and Vera are signed in
      And Olga has given Ben the role of an admin
      When Ben and Vera open each of Ada's conversations
      Then they open to exactly these
        | conversation | Ben | Vera |
        | Q3 spend     | yes | no   |
        | Merger       | no  | no   |
      And it is recorded that Ben opened "Q3 spend", and no other look

    @req.TH-20 @critical @enterprise @segment.enterprise
    Scenario: Lists show the shared conversations of the organisation and one's own
      Given Ada has these conversations
        | title    | visibility   |
        | Q3 spend | private      |
        | Roadmap  | organisation |
        | Merger   | confidential |
      When Ada, Ben, Vera, Olga and Cleo list their conversations
      Then their lists show exactly these
        | conversation | Ada | Ben | Vera | Olga | Cleo |
        | Q3 spend     | yes | no  | no   | no   | no   |
        | Roadmap      | yes | yes | yes  | yes  | no   |
        | Merger       | yes | no  | no   | no   | no   |

    @req.TH-20 @critical @enterprise @segment.enterprise
    Scenario Outline: A colleague who <act> a shared conversation of somebody else's lacks the right
      Given Ben is signed in
      And Ada has the conversation "Roadmap" with
        | field      | value        |
        | visibility | organisation |
      When Ben <act> Ada's conversation "Roadmap"
      Then Ben is refused because of a missing right
      And "Roadmap" is as it was before

      Examples: What only its owner does
        | act              |
        | edits            |
        | archives         |
        | deletes for ever |
        | writes in        |

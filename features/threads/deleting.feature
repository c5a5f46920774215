@value.conversations
Feature: What is deleted is gone as far as was asked, and no further
  Segment: every customer, those with a duty to delete above all
  Goal: put work away, take it back, or be rid of it for good
  Value: deletion that holds keeps regulators away; an archive that restores keeps work
  Strategic effect: provable deletion opens regulated industries

  Rule: Deleting archives first

    @req.TH-22 @critical @segment.mid
    Scenario: A conversation that is put away leaves the list and stays in the archive
      Given Max has 2 tabs open
      And Max has these conversations
        | title | says                    |
        | Orion | What do we spend on AI? |
        | Pluto | And on Pluto?           |
      When Max archives "Orion"
      Then Max finds exactly Pluto
      And Max finds in the archive exactly Orion
      And each of Max's tabs is told once that "Orion" is archived
      And the history of "Orion" is active, archived
      And "Orion" is kept as Max sees it

    @req.TH-22 @critical @segment.mid
    Scenario: A conversation that is restored is in the list again, with all that was said
      Given Max has these conversations
        | title | says                    |
        | Orion | What do we spend on AI? |
      And Max has archived "Orion"
      When Max restores "Orion"
      Then Max finds exactly Orion
      And the history of "Orion" is active, archived, active
      And "Orion" still holds what was said in it

    @req.TH-22 @normal @segment.mid
    Scenario: A conversation that is not archived cannot be restored
      Given Max has the conversation "Orion", which is active
      When Max restores "Orion"
      Then Max is refused because of a state that may not follow
      And "Orion" is as it was before

  Rule: Deleting for ever leaves nothing

    @req.TH-23 @blocker @enterprise @segment.enterprise
    Scenario: A conversation that is deleted for ever is gone with every message
      Given Ada has 2 tabs open
      And Ada has the conversation "Q3 spend"
      And Ada has written 3 messages in "Q3 spend"
      When Ada deletes "Q3 spend" for ever
      Then each of Ada's tabs is told once that "Q3 spend" is deleted
      And Ada is told that there is no conversation "Q3 spend" any more
      And nothing of "Q3 spend" is kept

    @req.TH-23 @critical @segment.enterprise
    Scenario: A conversation in which agents are at work is not deleted before they have ended
      Given Max has brought in a few days of AI use
      And Max is connected
      And the agents work on Max's question "Where does our AI spend go?"
      When Max deletes that conversation for ever
      Then Max is refused because of agents at work
      And Max is answered within the answer budget
      And that conversation can be deleted for ever now

  Rule: Deleting reaches as far as the conversation and what lies under it

    @req.TH-24 @critical @segment.mid
    Scenario: Archiving a conversation leaves those under it and its messages alone
      Given Max has the conversation "Orion"
      And Max has the conversation "Orion costs" under "Orion"
      And Max has written 22 messages in "Orion"
      When Max archives "Orion"
      Then "Orion costs" is as it was before
      And "Orion" still holds what was said in it

    @req.TH-24 @critical @segment.mid
    Scenario: Deleting a conversation for ever takes those under it along, and no other
      Given Max has the conversation "Orion"
      And Max has the conversation "Orion costs" under "Orion"
      And Max has the conversation "Orion models" under "Orion costs"
      And Max has written 2 messages in "Orion costs"
      And Max has the conversation "Pluto"
      When Max deletes "Orion" for ever
      Then nothing of "Orion" is kept
      And nothing of "Orion costs" is kept
      And nothing of "Orion models" is kept
      And "Pluto" is as it was before

  Rule: Deleting while others read is safe

    @req.TH-25 @critical @enterprise @segment.enterprise
    Scenario: Readers of a conversation that is being deleted see the whole of it or nothing
      Given Ben and Vera are signed in
      And Ada has the conversation "Roadmap" with
        | field      | value        |
        | visibility | organisation |
      And Ada has written 3 messages in "Roadmap"
      When Ada deletes "Roadmap" for ever while Ben and Vera read it again and again
      Then each look of theirs at "Roadmap" showed all that was said or that there is no such conversation
      And nothing of "Roadmap" is kept

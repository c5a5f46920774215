@value.answers
Feature: An agent starts for whoever asked, and only on a request that makes sense
  Segment: every customer
  Goal: have work begun in one's own name, as often as it is needed
  Value: work that belongs to nobody can be neither billed nor trusted
  Strategic effect: customers hand over a whole day's questions, not one at a time

  Rule: A run is its asker's from the first moment to the last

    @req.AG-01 @req.AG-06 @critical @segment.mid
    Scenario: A question becomes a run of whoever asked it, and stays that from the first word to the last
      Given Max has brought in a few days of AI use
      And Max is connected
      When Max asks "Where does our AI spend go?"
      Then Max's run is recorded as its asker's own, and first of all as pending
      And Max's run names its asker, the conversation, itself and the request in every event
      And Max is answered within the answer budget

  Rule: Several agents can be started at once

    @req.AG-03 @req.AG-28 @critical @segment.enterprise @needs.model_faults
    Scenario: Five questions asked at once are all under way within two seconds and answered within five
      Given Ada has brought in a few days of AI use
      And Ada is connected
      And the model provider answers late on the first 5 of Ada's calls
      When Ada asks 5 questions at once, each in a conversation of its own
      Then all 5 of Ada's runs are under way within 2 seconds
      And 5 of Ada's runs work at the same time, and never more
      And each of Ada's questions is answered within the answer budget

  Rule: A request that makes no sense starts nothing

    @req.AG-02 @critical @segment.early
    Scenario Outline: <mistake> is refused with help and starts nothing, and the next question is answered
      Given Eli is connected
      When Eli sends <mistake>
      Then Eli is told what is wrong with it and what to do
      And nothing of Eli's mistake is kept
      And Eli's next question "What do we spend on AI?" is answered on the same connection

      Examples: Requests that make no sense
        | mistake                                         |
        | a question that may take less than no time      |
        | a question that may take a word for a time      |
        | a question with a wish that nobody knows        |
        | a question to a conversation that can not exist |

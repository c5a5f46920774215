@value.free_to_paid
Feature: The plan's daily questions are counted, and the way to more is named
  Segment: free customers about to become paying ones
  Goal: know how many questions a day there are, and how to get more
  Value: the refusal with the right offer is the moment at which a free customer pays
  Strategic effect: a quota that is fair and told in time turns use into revenue

  Rule: Each plan gives so many questions a day

    @req.TL-16 @critical @segment.free
    Scenario: Each customer is told how many questions a day the plan gives
      Given Fay, Eli, Max and Ada are signed in
      When Fay, Eli, Max and Ada look at what their plans give
      Then they are given these many questions a day
        | Fay | Eli | Max | Ada  |
        | 10  | 100 | 500 | 1000 |

    @req.TL-16 @blocker @segment.free
    Scenario: A free customer's eleventh question of the day is refused, with the day's end and the plan that gives more
      Given Fay is connected
      And Fay has asked the 10 questions of her day
      When Fay asks "What are our biggest cost drivers?"
      Then Fay is told that this is refused because of a spent quota, and what to do
      And Fay is told that the early plan gives more, and that the day ends at midnight UTC
      And nothing of that question is kept of Fay's

    @req.TL-16 @critical @segment.mid
    Scenario: The questions of the day are the company's, whoever asks them
      Given Ada and Ben are connected
      And Ada's company has 1 question a day
      And Ada has asked the 1 question of her day
      When Ben asks "What do we spend on AI?"
      Then Ben is told that this is refused because of a spent quota, and what to do

    @req.TL-16 @normal @segment.mid
    Scenario: A company that has no question a day asks none
      Given Max is connected
      And Max's company has 0 question a day
      When Max asks "What do we spend on AI?"
      Then Max is told that this is refused because of a spent quota, and what to do

    @req.TL-16 @blocker @segment.free
    Scenario: A free customer who moves to a larger plan goes on asking at once
      Given Fay is connected
      And Fay has asked the 10 questions of her day
      And Fay's company has moved to the early plan
      When Fay asks "What do we spend on AI?"
      Then Fay is answered within the answer budget

    @req.TL-16 @normal @segment.mid
    Scenario: When the day is over the questions are there again
      Given Max is connected
      And Max's company has 1 question for a day that is about to end
      And Max has asked the 1 question of his day
      When Max asks "What do we spend on AI?" after that day has ended
      Then Max is answered within the answer budget

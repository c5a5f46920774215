@value.live_events
Feature: A customer who was away misses nothing
  Segment: every customer on trains, in lifts and behind sleepy laptops
  Goal: come back and see what happened meanwhile
  Value: a missed answer is asked again, and paid again
  Strategic effect: work that goes on without the screen makes long tasks sellable

  Rule: What was produced while a customer was away is delivered on return, once and in order

    @req.EV-13 @blocker @segment.mid
    Scenario: The rest of a run that went on without its customer is delivered on return
      Given Max has brought in a month of AI use
      And Max is connected
      And Max lost the connection in the middle of "Where does our AI spend go?"
      When Max returns
      Then Max receives what was missed, once and in order
      And Max sees the work start, think, use tools and finish, in that order
      And Max's question and its answer are kept

    @req.EV-26 @critical @segment.mid
    Scenario: After a dropped connection the same sign-in carries on in the same conversation
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on "What are our biggest cost drivers?"
      And Max lost the connection
      When Max connects and asks "How slow are our models?"
      Then the connection is Max's own
      And Max is answered within the answer budget
      And Max's questions and answers are kept in the order asked

  Rule: What cannot be delivered is noticed and told

    @req.EV-15 @critical @segment.mid @isolated
    Scenario: Events that could not be delivered are counted until the customer has them
      Given Max has brought in a few days of AI use
      And Max is connected
      And Sam has noted how many events wait for delivery
      When Max loses the connection in the middle of "Where does our AI spend go?"
      Then Sam sees that what Max missed waits for delivery
      And Sam sees that nothing waits for Max any more, once returned

    @req.EV-15 @normal @segment.mid
    Scenario: A customer who was away too long is told that there is a gap
      Given Max is connected
      And Max lost the connection
      And more has happened to Max since than is kept for a return
      When Max returns
      Then Max is told of the gap and what to do
      And Max finds each conversation that has begun since

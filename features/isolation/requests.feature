@value.isolation @enterprise
Feature: Each request can be followed, and is like no other
  Segment: operators, auditors and enterprise security teams
  Goal: follow any request from the customer's click to the last row
  Value: an incident that can be followed is closed in hours instead of weeks
  Strategic effect: a platform that accounts for each request may work in audited companies

  Rule: A request carries one id from end to end

    @req.IS-09 @critical @segment.platform
    Scenario: A request is followed by its id through its answer, its events and its records
      Given Ada has brought in a few days of AI use
      And Ada is connected
      When Ada asks "What do we spend on AI?" under an id of their own
      Then Ada is answered within the answer budget
      And Ada's request can be followed by its id through answer, events and records

    @req.IS-09 @critical @segment.platform
    Scenario: A request is followed by its id through the logs
      Given Ada is connected
      When Ada asks "What do we spend on AI?" under an id of their own
      Then Ada is answered within the answer budget
      And Ada's request can be followed by its id through the logs

    @req.IS-09 @normal @segment.platform
    Scenario: A connection is followed by its id from its greeting on
      When Ada connects under an id of their own
      Then Ada is greeted under that id

    @req.IS-09 @normal @segment.platform
    Scenario: A request that is refused is followed by its id as well
      Given Ada is signed in
      When Ada asks for a conversation that never was, under an id of their own
      Then Ada is refused under that id

  Rule: Whatever is done for a request is recorded

    @req.IS-10 @critical @segment.enterprise @value.compliance
    Scenario: Question, steps, events, answer and charge of a request are all recorded
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Where does our AI spend go and how can we cut it?"
      Then Ada is answered within the answer budget
      And all that was done for Ada is recorded, with its times, its people and its charge

    @req.IS-10 @critical @segment.enterprise @value.compliance
    Scenario: An owner's look at a colleague's private conversation is written down
      Given Ada has a private and a confidential conversation
      When Olga opens Ada's private conversation
      Then the trail of the company says that Olga read Ada's private conversation

  Rule: A part of the work belongs to whose work it is

    @req.IS-08 @critical @segment.platform @owasp.LLM10
    Scenario: Parts of the work are their customer's, and cannot nest without end
      Given Ada is connected
      When Ada asks "What do we spend on AI?" and has part after part of it done, each under the one before
      Then each part of Ada's work has an id of its own under the one above, and is Ada's
      And the part of Ada's that would be nested too deep is refused

    @req.IS-08 @critical @segment.enterprise @owasp.API1
    Scenario: Nobody has a part of somebody else's work done
      Given Ada and Cleo are connected
      And Ada was answered on "What do we spend on AI?"
      When Cleo has a part of Ada's work done
      Then Cleo is told that this is refused because of no such thing, and what to do

  Rule: However many come at once, each has a context of its own

    @req.IS-11 @critical @segment.enterprise @load
    Scenario: A thousand requests at the same moment are each answered in their own context
      Given Sam is signed in
      When customers send 1000 requests at the same moment
      Then each request is answered in its own context, and none is lost

    @req.IS-11 @normal @segment.enterprise
    Scenario: Fifty requests at the same moment are each answered in their own context
      Given Sam is signed in
      When customers send 50 requests at the same moment
      Then each request is answered in its own context, and none is lost

@value.live_events
Feature: An announcement reaches those it is for
  Segment: operators, and the customers they speak to
  Goal: tell one company or one plan what it needs to know
  Value: a notice to the wrong company is a leak
  Strategic effect: operations that speak with precision can work in the open

  Rule: An announcement goes to everybody whom it names, and to nobody else

    @req.EV-16 @critical @segment.enterprise
    Scenario: An announcement to a company reaches each of its people and no other
      Given Ada, Ben, Vera, Cleo and Max are connected
      When Sam announces "Maintenance tonight at ten" to Acme
      Then Ada, Ben and Vera each receive the announcement once
      And Cleo and Max receive no announcement
      And Sam is told that the announcement goes to 4 people

    @req.EV-16 @critical @segment.mid @isolated
    Scenario: An announcement to a plan reaches its customers and no other
      Given Max, Eli and Fay are connected
      When Sam announces "More agents on your plan" to the mid plan
      Then Max receives the announcement once
      And Eli and Fay receive no announcement

    @req.EV-13 @normal @segment.enterprise
    Scenario: An announcement that was made while a customer was away waits for the return
      Given Ada and Ben are connected
      And Ben lost the connection
      And Sam announced "Maintenance tonight at ten" to Acme
      When Ben returns
      Then Ben receives what was missed, once and in order
      And Ben receives the announcement once

  Rule: Only operators announce

    @req.EV-21 @critical @security @segment.enterprise
    Scenario: A customer cannot announce anything
      Given Ada, Ben and Cleo are connected
      When Ada announces "Free for all" to Globex
      Then Ada is refused because of a missing right
      And Ada, Ben and Cleo receive no announcement

    @req.EV-21 @critical @security @segment.enterprise
    Scenario: What an operator announces to one company is kept for its people and for nobody else
      Given Ada, Ben and Cleo are connected
      When Sam announces "New terms" to Globex
      Then Cleo receives the announcement once
      And Ada and Ben receive no announcement
      And Cleo's events are the ones that are kept, in the same order

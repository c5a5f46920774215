@value.billing
Feature: Use of AI comes in whole or not at all
  Segment: customers who bring their own log of AI use
  Goal: have the agents work on exactly what was brought in
  Value: an answer over half of the records is a wrong answer
  Strategic effect: whoever's records are all here asks here

  Rule: What is brought in counts in full

    @req.BZ-07 @critical @segment.mid
    Scenario: A table of AI use counts row by row
      Given Max is connected
      And Max has brought in a table of a month of AI use
      When Max asks "Where does our AI spend go?"
      Then Max is answered within the answer budget
      And every figure in Max's answer agrees with the records behind it
      And all records of Max's table came in

  Rule: One record that is none keeps the others out

    @req.BZ-07 @critical @segment.mid
    Scenario Outline: AI use with <flaw> in one record is refused as a whole
      Given Max has brought in a few days of AI use
      When Max brings in a month of AI use with <flaw> in one record
      Then Max is refused because of an unfit detail
      And nothing of that use of Max's is kept

      Examples: Records that are none
        | flaw                       |
        | a negative count of tokens |
        | a negative cost            |
        | no provider                |

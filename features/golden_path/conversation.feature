@golden_path @value.answers
Feature: A conversation carries a customer from a question to a plan
  Segment: mid-market and enterprise customers
  Goal: work a problem through over several turns, and come back to it later
  Value: customers who hold conversations stay; customers who repeat themselves leave
  Strategic effect: the conversation becomes the customer's record of how spend was brought down

  Rule: A later answer knows what was said before

    @req.GP-04 @critical @segment.mid
    Scenario: A conversation of several turns remembers what was said and ends in a plan
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on these, one after the other
        | question                                                             |
        | Our budget for the Orion launch is 48,250 dollars. What do we spend? |
        | Which features drive our cost?                                       |
      When Max asks "Which steps keep us within the budget for Orion?"
      Then Max's answer recalls "48,250"
      And Max's answer recommends steps, says what comes next and how sure it is
      And every figure in Max's answer agrees with the records behind it

    @req.GP-04 @normal @segment.mid
    Scenario: What was never said is not recalled
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on "Our budget for the Orion launch is 48,250 dollars. What do we spend?"
      When Max asks "Which steps keep us within the budget for Orion?" in a new conversation
      Then Max is answered within the answer budget
      And Max's answer does not recall "48,250"

  Rule: Messages sent in quick succession are all answered, in order

    @req.GP-09 @critical @segment.mid
    Scenario: Questions that are sent before the first is answered are answered in turn
      Given Max has brought in a month of AI use
      And Max is connected
      When Max asks these in one conversation without waiting
        | question                                   |
        | What are our biggest cost drivers?         |
        | How slow are our models?                   |
        | Which requests could be served from cache? |
      Then Max is told that the later questions wait their turn
      And Max's questions are answered one after the other, in the order asked
      And Max's questions and answers are kept in the order asked

  Rule: What was answered can be read back later

    @req.GP-11 @blocker @segment.mid
    Scenario: A customer who returns finds the conversation, the run and the result
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on "What are our biggest cost drivers?"
      When Max signs in anew and opens the conversation
      Then Max finds the question and the answer exactly as first seen
      And Max finds the run completed, with the result first seen
      And Max's question and its answer are kept

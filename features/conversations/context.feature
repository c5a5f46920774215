@value.answers
Feature: Agents know what the conversation knows
  Segment: mid-market and enterprise customers with constraints of their own
  Goal: say a constraint once and have every later answer respect it
  Value: advice that forgets the budget is advice that is thrown away
  Strategic effect: the longer a conversation, the more it is worth, and the harder it is to leave

  Rule: What was said earlier counts later

    @req.MS-10 @critical @segment.mid
    Scenario: Constraints that were named earlier stand in the answer
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on "Our budget is $10,000 a month. The checkout of Halden is critical. What do we spend?"
      When Max asks "Which steps keep the budget and spare what is critical?"
      Then Max's answer recalls "$10,000"
      And Max's answer recalls "checkout of Halden"

    @req.MS-11 @critical @segment.mid
    Scenario: A conversation of four turns gathers what was said in each
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on these, one after the other
        | question                                                           |
        | We spend about $50K a month on AI. Where does it go?               |
        | Our goal is to save 20% of it by March. Which models cost us most? |
        | Search may never take longer than 900 ms. How slow are our models? |
      When Max asks "Which steps reach our goal without slowing search?"
      Then Max's answer recalls "$50K"
      And Max's answer recalls "20%"
      And Max's answer recalls "900 ms"

  Rule: What a conversation and its owner have on file guides every agent

    @req.MS-15 @req.MS-19 @critical @segment.enterprise
    Scenario: Industry, compliance and focus of a conversation reach each agent and the answer
      Given Ada has brought in a month of AI use
      And Ada is connected
      And Ada has the conversation "Q3 spend" with
        | field      | value                    |
        | industry   | payments in 14 countries |
        | compliance | SOC 2 Type II            |
        | focus      | latency under 800 ms     |
      When Ada asks in "Q3 spend": "Where does our AI spend go and how can we cut it?"
      Then Ada's answer recalls "SOC 2 Type II"
      And every agent at work for Ada was given all that "Q3 spend" has on file

    @req.MS-05 @critical @segment.enterprise
    Scenario: What a customer prefers reaches the agents as it was said
      Given Ada has brought in a month of AI use
      And Ada is connected
      And Ada prefers
        | preference | value                     |
        | currency   | Swiss francs (CHF)        |
        | reader     | the board of Halden AG, 5 |
      When Ada asks "What do we spend on AI?"
      Then Ada's answer recalls "Swiss francs (CHF)"
      And every agent at work for Ada was given what Ada prefers

    @req.MS-05 @normal @segment.enterprise
    Scenario: What a colleague prefers stays with the colleague
      Given Ada has brought in a month of AI use
      And Ada and Ben are connected
      And Ben prefers
        | preference | value              |
        | currency   | Swiss francs (CHF) |
      When Ada asks "What do we spend on AI?"
      Then Ada is answered within the answer budget
      And Ada's answer does not recall "CHF"

  Rule: What one agent or run has found, the next one builds on

    @req.MS-03 @critical @segment.enterprise
    Scenario: Agents that follow others in a run are given what those have found
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Where does our AI spend go and how can we cut it?"
      Then triage, data, optimization, actions and reporting each report to Ada under that run
      And Ada hears of the run at least 6 times
      And each agent at work for Ada was given what the agents before it had found

    @req.MS-14 @critical @segment.mid
    Scenario: What one run has found is known to the next one in the conversation
      Given Max has brought in a month of AI use
      And Max is connected
      And Max has the conversation "Orion"
      And Max was answered in "Orion" on "Which models cost us most?"
      When Max asks the data_helper agent in "Orion": "What could our records lack?"
      Then Max's answer recalls Max's biggest cost driver

    @req.MS-14 @normal @segment.mid
    Scenario: What a run has found is not known in another conversation
      Given Max has brought in a month of AI use
      And Max is connected
      And Max has these conversations
        | title |
        | Orion |
        | Pluto |
      And Max was answered in "Orion" on "Which models cost us most?"
      When Max asks the data_helper agent in "Pluto": "What could our records lack?"
      Then Max is answered within the answer budget
      And Max's answer does not recall Max's biggest cost driver

    @req.MS-17 @critical @segment.enterprise
    Scenario: A run adds to what a conversation has on file and loses nothing of it
      Given Ada has brought in a month of AI use
      And Ada is connected
      And Ada has the conversation "Q3 spend" with
        | field      | value          |
        | budget     | 10,000 dollars |
        | compliance | SOC 2 Type II  |
      When Ada asks in "Q3 spend": "Which models cost us most?"
      Then Ada is answered within the answer budget
      And "Q3 spend" still has on file all that it had, and Ada's biggest cost driver
      And "Q3 spend" is kept as Ada sees it

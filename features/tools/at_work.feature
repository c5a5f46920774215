@value.answers
Feature: Tools do the work, and the answer shows it
  Segment: every customer
  Goal: get results that come from one's own records, not from a language model's memory
  Value: a result that can be traced to its tool is a result that can be acted on
  Strategic effect: tools over the customer's own data are what a general chatbot cannot copy

  Rule: The tools that a question calls for are used, and their results reach the answer

    @req.TL-15 @req.TL-03 @blocker @segment.early
    Scenario: A question about speed is answered by the tool for it, and the answer shows what it found
      Given Eli has brought in a month of AI use
      And Eli is connected
      When Eli asks "How slow are our models?"
      Then Eli's tools ended like this, each agent's in any order
        | agent        | tool               | outcome |
        | data         | latency profile    | success |
        | data         | cost drivers       | success |
        | data         | usage summary      | success |
        | optimization | model alternatives | success |
      And each tool's end tells Eli the outcome in words and how long it took
      And Eli's answer covers the latency
      And every figure in Eli's answer agrees with the records behind it

    @req.TL-07 @critical @segment.enterprise
    Scenario: Six tools at once all succeed, and each contributes
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Show cost drivers, segments, trends, latency and failing requests of our AI spend"
      Then at least 5 tools work for Ada at the same time
      And every tool that worked for Ada succeeded and gave figures to the answer
      And every figure in Ada's answer agrees with the records behind it

    @req.TL-04 @req.TL-11 @critical @segment.enterprise
    Scenario: A chain of business tools gives results and advice at each link
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "What drives cost, what can be cached, which models are cheaper, and what is the plan to save and stay compliant?"
      Then these tools of Ada's, one agent's after the other's, each gave figures, findings and advice
        | agent        | tool                |
        | data         | cost drivers        |
        | optimization | model alternatives  |
        | optimization | cache opportunities |
        | actions      | savings plan        |
        | actions      | compliance check    |
      And the advice of those tools is in Ada's answer
      And Ada's answer says in dollars how much Acme can save

    @req.TL-10 @normal @segment.platform @needs.stores
    Scenario: Each use of a tool is measured, and so is what the run took
      Given Max has brought in a month of AI use
      And Max is connected
      And Sam has noted how often and how long agents and tools worked
      When Max asks "What are our biggest cost drivers?"
      Then Sam sees the work for Max counted, the run and each tool, with their times
      And the log has for each tool that worked for Max its outcome and a time under 5 seconds
      And Max's run says how many tokens it took and what they cost

  Rule: Whatever a tool gives comes through unchanged

    @req.TL-13 @critical @segment.enterprise
    Scenario Outline: <content> in the records come through every tool unchanged
      Given Ada has brought in AI use of the feature "<feature>"
      And Ada is connected
      When Ada asks "Which features drive our cost?"
      Then the figures in Ada's answer name "<feature>" unchanged
      And every figure in Ada's answer agrees with the records behind it

      Examples: Content
        | content          | feature                                                                                                                  |
        | Many languages   | Übersetzung 翻訳 перевод ترجمة 🚀                                                                                        |
        | Signs of a table | a, b; c / d "e" & <f> 1.000,50 (10 g)                                                                                    |
        | Long names       | summaries of the quarterly reports of all subsidiaries in each region, with charts, comments and footnotes for the board |

    @req.TL-13 @normal @segment.enterprise
    Scenario: A large result comes through to the last row
      Given Ada has brought in AI use of 250 features
      And Ada is connected
      When Ada asks "Which features drive our cost?"
      Then Ada's answer has a figure for each of the 250 features
      And every figure in Ada's answer agrees with the records behind it

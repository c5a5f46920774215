@value.answers
Feature: Many customers' agents work at once, and each customer notices nothing of it
  Segment: every customer; enterprises ask for it in writing
  Goal: be served as if one were the only customer
  Value: a customer who waits for another, or reads of another, leaves
  Strategic effect: customers that share the machine and nothing else are what makes the margin

  Rule: Work of several customers is separate and overlaps in time

    @req.TL-02 @req.WF-11 @req.WF-14 @req.WF-18 @blocker @security @segment.enterprise @needs.model_faults
    Scenario: Three companies' agents work at the same time, each with its own records and for its own customer
      Given Ada, Cleo and Max have brought in AI use of a feature of their own
      And Ada, Cleo and Max are connected
      And the model provider answers late for Ada, Cleo and Max
      When Ada, Cleo and Max ask "Which features drive our cost?" at the same moment
      Then the tools of Ada, Cleo and Max were at work while the others' runs were
      And all that Ada, Cleo and Max see, and all that their agents did, is about their own feature alone
      And each of Ada, Cleo and Max has one run, one conversation and one name from the first event to the last
      And every figure in Ada's answer agrees with the records behind it
      And every figure in Cleo's answer agrees with the records behind it
      And every figure in Max's answer agrees with the records behind it

  Rule: Work of many is shared out fairly

    @req.WF-23 @req.WF-24 @critical @load @segment.platform
    Scenario: Four customers' questions at once all move on together and end in time
      Given Ada, Cleo, Max and Eli have brought in a few days of AI use
      And Ada, Cleo, Max and Eli are connected
      When Ada, Cleo, Max and Eli each send 2 questions at once
      Then all 8 questions of Ada, Cleo, Max and Eli are answered within the burst budget
      And each of Ada, Cleo, Max and Eli saw the work move before any other's was done
      And the answers to Ada, Cleo, Max and Eli took less than 10 seconds on average

  Rule: The effort fits the question, and is measured

    @req.WF-10 @normal @segment.platform
    Scenario: A simple question takes fewer tools and tokens than a complex one
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on "How slow are our models?"
      When Max asks "Show cost drivers, segments, trends, latency, failing requests, compliance and savings of our AI spend" in a new conversation
      Then Max's second question took more tools and more tokens than the first

    @req.WF-09 @req.WF-25 @normal @segment.platform @needs.model_faults
    Scenario: The work's time is measured and bounded, and no agent turns to the model more often than it must
      Given Ada has brought in a month of AI use
      And Ada is connected
      And Sam has noted how often and how long agents and tools worked
      When Ada asks "Which models, features and segments drive our cost, how slow are they, how is the trend, what can we save and are we compliant?"
      Then each step of Ada's work took less than 5 seconds, and all of it less than 10
      And Sam sees the work for Ada counted, the run and each tool, with their times
      And each agent of Ada's turned to the model once, and once more where it used tools

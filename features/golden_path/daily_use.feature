@golden_path @value.answers
Feature: The chat is there when the day begins and fast enough to last it
  Segment: every customer who works with the chat all day
  Goal: ask one question after the other without waiting for the system
  Value: daily use is what renewals are made of
  Strategic effect: a tool that keeps up with its user becomes a habit

  Rule: A stream of ordinary questions is answered fast

    @req.GP-15 @critical @segment.enterprise
    Scenario: Eight ordinary business questions are each answered within the budget
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks these, one after the other
        | question                                         |
        | What do we spend on AI?                          |
        | Which models cost us most?                       |
        | Which features drive our cost?                   |
        | How did our spend change last week?              |
        | How slow are our models for the people who wait? |
        | Which requests could be served from cache?       |
        | Which cheaper models could we use?               |
        | Which customer segments see most errors?         |
      Then each of Ada's questions is answered within the answer budget
      And every figure in each of Ada's answers agrees with the records behind it
      And none of Ada's answers echoes its question

  Rule: A start never costs a first connection

    @req.GP-14 @blocker @segment.platform @isolated @chaos
    Scenario: Connections tried from the first moment of a start are refused or served, never broken
      Given Ada is signed in
      And the first chat process is down
      When the first chat process starts while Ada tries to connect again and again
      Then none of Ada's connections is broken by an internal error
      And the first thing that Ada is told is that the connection is ready
      And the connection is Ada's own

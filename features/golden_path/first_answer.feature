@golden_path @value.answers
Feature: A customer asks about AI spend and gets an answer
  Segment: every customer, from the free plan to the enterprise
  Goal: learn where the AI money goes and what to change first
  Value: the answer is what customers pay for
  Strategic effect: a first answer that is right makes the second question certain

  Rule: A question is answered while the customer watches

    @req.GP-01 @smoke @blocker @segment.enterprise
    Scenario: A customer who signs in and asks sees every stage of the work, then the answer
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Where does our AI spend go and how can we cut it?"
      Then Ada sees the work start, think, use tools and finish, in that order
      And Ada is answered within the answer budget
      And Ada's question and its answer are kept

    @req.GP-03 @critical @segment.free
    Scenario: A free customer feels the system respond at once and is never left in silence
      Given Fay has brought in a month of AI use
      When Fay connects and asks "What do we spend on AI?"
      Then Fay is connected within the connection budget
      And Fay is told within the start budget that the work has begun
      And Fay sees a first thought within the first-thought budget
      And Fay is never left in silence longer than the silence budget
      And Fay is answered within the answer budget

  Rule: An answer has substance, and its figures are the customer's own

    @req.GP-02 @smoke @blocker @segment.enterprise
    Scenario: The figures in an answer agree with the records behind it
      Given Acme pays these prices in dollars per million tokens
        | model       | prompt | completion |
        | gpt-4o      | 2.50   | 10.00      |
        | gpt-4o-mini | 0.15   | 0.60       |
      And Ada has brought in this use of AI
        | model       | feature      | segment    | requests | prompt tokens | completion tokens |
        | gpt-4o      | support chat | enterprise | 40       | 120000        | 30000             |
        | gpt-4o      | summaries    | mid        | 25       | 90000         | 8000              |
        | gpt-4o-mini | auto-tagging | free       | 60       | 15000         | 1000              |
      And Ada is connected
      When Ada asks "What are our biggest cost drivers and how much can we save?"
      Then every figure in Ada's answer agrees with the records behind it
      And Ada's answer names "gpt-4o" as the biggest cost driver
      And Ada's answer says in dollars how much Acme can save
      And Ada's answer recommends steps, says what comes next and how sure it is

    @req.GP-02 @critical @segment.enterprise
    Scenario: Two different questions get two different answers
      Given Ada has brought in a month of AI use
      And Ada is connected
      And Ada was answered on "What are our biggest cost drivers?"
      When Ada asks "How slow are our models for the people who wait?"
      Then Ada's two answers rest on different figures
      And none of Ada's answers echoes its question
      And every figure in Ada's answer agrees with the records behind it

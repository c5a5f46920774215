@value.answers @enterprise
Feature: Each question of a business gets the answer that it needs
  Segment: everybody who has to decide on AI spend
  Goal: come away from one question with a diagnosis, a figure and a next step
  Value: an answer that can be acted on is what the subscription is paid for
  Strategic effect: answers to the questions of each department carry the product through a company

  Rule: The answer is about the question, and rests on the asker's records

    @req.BZ-01 @critical @segment.enterprise
    Scenario: A support lead learns why a key account fails and how to keep it
      Given Ada has brought in this use of AI
        | model       | feature      | segment | requests | prompt tokens | completion tokens | error   |
        | gpt-4o      | support chat | Initech | 9        | 54000         | 9000              | timeout |
        | gpt-4o      | support chat | Initech | 21       | 90000         | 13500             |         |
        | gpt-4o-mini | summaries    | Hooli   | 40       | 80000         | 8000              |         |
      And Ada is connected
      When Ada asks "Our key account Initech sees failing requests and may churn. What is wrong, and how do we keep it?"
      Then every figure in Ada's answer agrees with the records behind it
      And Ada's answer finds that "Initech" fails most
      And Ada's answer advises on "Initech" in 2 steps
      And Ada's answer recommends steps, says what comes next and how sure it is

    @req.BZ-02 @critical @segment.enterprise @value.compliance
    Scenario: A finance officer learns what revenue, risk and compliance depend on
      Given Ada has brought in this use of AI
        | model       | feature      | segment | requests | prompt tokens | completion tokens | error   |
        | gpt-4o      | support chat | retail  | 30       | 90000         | 13500             |         |
        | gpt-4o-mini | summaries    | banking | 40       | 80000         | 8000              |         |
        | gpt-4o-mini | summaries    | banking | 5        | 10000         | 1000              | timeout |
        | gpt-4o      | trials       |         | 20       | 60000         | 9000              |         |
      And Ada is connected
      When Ada asks "For our SEC and SOX report: which share of revenue and cost has each segment, where is the risk, and what about compliance?"
      Then every figure in Ada's answer agrees with the records behind it
      And Ada's answer covers the share of segments, the risk and the compliance
      And Ada's answer speaks of "SOX"
      And Ada's answer advises on "name a segment" in 1 steps

    @req.BZ-03 @critical @segment.enterprise
    Scenario: A strategist learns the trend, the segments behind it and a strategy
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "What is the trend of our cost by week, which segments drive it, and what is our strategy?"
      Then every figure in Ada's answer agrees with the records behind it
      And Ada's answer covers the trend and the cost of segments
      And Ada's answer recommends steps, says what comes next and how sure it is

    @req.BZ-09 @req.BZ-14 @blocker @segment.enterprise
    Scenario: A cost analyst with a target finds expensive calls, cheaper models, caching and the money
      Given Ada has brought in this use of AI
        | model       | feature      | segment    | requests | prompt tokens | completion tokens |
        | gpt-4o      | support chat | enterprise | 40       | 4800000000    | 900000000         |
        | gpt-4o      | summaries    | mid        | 25       | 1200000000    | 80000000          |
        | gpt-4o-mini | auto-tagging | free       | 60       | 150000000     | 10000000          |
      And Ada is connected
      When Ada asks "How do we cut our AI cost by 15000 dollars: which calls are expensive, which models are cheaper, what can a cache save?"
      Then every figure in Ada's answer agrees with the records behind it
      And Ada's answer names "gpt-4o" as the biggest cost driver
      And Ada's answer advises on "gpt-4o-mini" in 1 steps
      And Ada's answer advises on "cache" in 1 steps
      And Ada's answer shows a saving of 15000 dollars or more

    @req.BZ-10 @normal @segment.mid
    Scenario: An engineer learns which models are the bottleneck, the slowest first
      Given Max has brought in this use of AI
        | model       | feature      | segment    | requests | latency |
        | gpt-4.1     | summaries    | enterprise | 12       | 2600    |
        | gpt-4o      | support chat | enterprise | 20       | 1400    |
        | gpt-4o-mini | auto-tagging | enterprise | 30       | 300     |
      And Max is connected
      When Max asks "How slow are our models, where is the bottleneck, and what speeds us up?"
      Then every figure in Max's answer agrees with the records behind it
      And Max's answer finds that "gpt-4.1" is slowest
      And Max's answer puts the slowest models first
      And Max's answer advises on "gpt-4.1" in 1 steps

    @req.BZ-11 @normal @segment.mid
    Scenario: A customer who has to choose a model sees cost, speed and quality beside each other
      Given Max has brought in this use of AI
        | model       | feature      | segment    | requests | prompt tokens | completion tokens | latency | error   |
        | gpt-4o      | support chat | enterprise | 30       | 90000         | 13500             | 900     |         |
        | gpt-4o-mini | support chat | enterprise | 36       | 108000        | 16200             | 400     |         |
        | gpt-4o-mini | support chat | enterprise | 4        | 12000         | 1800              | 450     | timeout |
      And Max is connected
      When Max asks "Which model should we use: how do they compare in cost, speed, latency and quality?"
      Then every figure in Max's answer agrees with the records behind it
      And Max's answer covers the cost of models, the latency, the quality of models and the savings
      And Max's answer finds that "gpt-4o-mini" is the least reliable

  Rule: A plan gives the depth that it promises

    @req.BZ-12 @critical
    Scenario Outline: <person> gets the depth of the <plan> plan
      Given <person> has brought in a month of AI use
      And <person> is connected
      When <person> asks "Which cost, models, features, segments, latency, errors, trend, cache, savings and compliance findings should we act on?"
      Then <person>'s answer has the depth that the <plan> plan promises
      And every figure in <person>'s answer agrees with the records behind it

      @segment.free
      Examples: Two steps
        | person | plan |
        | Fay    | free |

      @segment.mid
      Examples: Five steps
        | person | plan  |
        | Eli    | early |
        | Max    | mid   |

      @segment.enterprise
      Examples: Ten steps and a summary
        | person | plan       |
        | Ada    | enterprise |

  Rule: Work goes on, whatever else goes on

    @req.BZ-04 @critical @segment.enterprise @value.isolation
    Scenario: Three people with three problems are each helped at the same time
      Given Ada, Ben and Cleo have canaries in their records and conversations
      When these ask at the same moment, each in a conversation of its own
        | person | question                                                  |
        | Ada    | Which features and segments drive our cost?               |
        | Ben    | How slow are the models, and what does each segment cost? |
        | Cleo   | How do we save cost: which plan, by feature and segment?  |
      Then Ada, Ben and Cleo are answered with their own canaries
      And no canary has reached anybody but those it belongs to

    @req.BZ-05 @critical @segment.early @needs.model_faults
    Scenario: After an error the next question is answered as if nothing had happened
      Given Eli has brought in a month of AI use
      And Eli is connected
      And the model provider answers with errors for Eli
      And Eli was told that the question "What are our biggest cost drivers?" failed
      And the model provider serves Eli again
      When Eli asks "What are our biggest cost drivers?"
      Then Eli is answered within the answer budget
      And every figure in Eli's answer agrees with the records behind it
      And Eli's question and its answer are kept

@value.answers
Feature: Everybody works with the tools that are theirs
  Segment: every customer; enterprises ask for it in writing
  Goal: know which tools work for you, and be sure that nothing else does
  Value: a clear offer sells the next plan; a tool that oversteps ends a contract
  Strategic effect: rights that hold inside the agents let enterprises hand them real work

  Rule: The offer names every tool, what it is for and who may use it

    @req.TL-01 @critical @segment.free
    Scenario: Each plan's customers are offered its tools and told which plan has the rest
      Given Fay, Eli and Max are signed in
      When Fay, Eli and Max look at the tools on offer
      Then the tools are offered to them like this, each with a purpose of its own
        | tool                | agent        | Fay   | Eli | Max |
        | cost drivers        | data         | yes   | yes | yes |
        | usage summary       | data         | yes   | yes | yes |
        | usage trends        | data         | yes   | yes | yes |
        | latency profile     | data         | yes   | yes | yes |
        | segment breakdown   | data         | yes   | yes | yes |
        | customer health     | data         | yes   | yes | yes |
        | model alternatives  | optimization | early | yes | yes |
        | cache opportunities | optimization | early | yes | yes |
        | savings plan        | actions      | mid   | mid | yes |
        | compliance check    | actions      | mid   | mid | yes |

    @req.TL-14 @critical @segment.enterprise
    Scenario: The tools on offer, those that the path names and those that work are the same
      Given Ada has brought in a month of AI use
      And Ada is connected
      When Ada asks "Which models, features and segments drive our cost, how slow are they, how is the trend, what can we save and are we compliant?"
      Then the tools that worked for Ada are those on offer to her and on her path, each under its agent
      And every tool that worked for Ada succeeded and gave figures to the answer

  Rule: A tool has the rights of whoever asked, and no more

    @req.TL-12 @req.AU-30 @critical @security @segment.enterprise
    Scenario: A viewer is offered no tool, is refused when she asks, and none runs
      Given Ada is signed in
      And Vera is connected
      When Vera asks "What are our biggest cost drivers?"
      Then Vera is told that this is refused because of a missing right, and what to do
      And Vera is offered no tool, for her role only reads, and Ada every one
      And no tool has worked for anybody at Ada's company

    @req.TL-12 @req.AU-30 @blocker @security @segment.mid @needs.model_faults @needs.stores
    Scenario: A tool above the customer's rights is refused and written down, and never runs
      Given Max has brought in a month of AI use
      And Max is connected
      And the model provider takes its time over Max's next question
      And the agents work on Max's question "What are our biggest cost drivers and how much can we save?"
      When Max's company moves to the early plan
      Then Max's tools ended like this, each agent's in any order
        | agent        | tool                | outcome |
        | data         | cost drivers        | success |
        | data         | usage summary       | success |
        | data         | usage trends        | success |
        | data         | segment breakdown   | success |
        | optimization | model alternatives  | success |
        | optimization | cache opportunities | success |
        | actions      | savings plan        | refused |
        | actions      | compliance check    | refused |
      And what was refused to Max is written down with his name and run
      And no figure of Max's answer is from a tool that was refused
      And Max's answer says that "Savings plan" is missing, and what to do

    @req.TL-08 @blocker @segment.enterprise @needs.stores
    Scenario: Each tool works in the name, the run and the conversation of whoever asked
      Given Ada and Ben have brought in a few days of AI use
      And Ada and Ben are connected
      When Ada and Ben ask "How slow are our models?" at the same moment
      Then the tools that worked for Ada are logged under her name, run and conversation
      And the tools that worked for Ben are logged under his name, run and conversation

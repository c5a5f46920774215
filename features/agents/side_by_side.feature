@enterprise @value.isolation
Feature: Runs work side by side and do not mix
  Segment: enterprise customers
  Goal: let many people and many questions work at once, each on its own
  Value: one figure in the wrong answer ends a contract
  Strategic effect: isolation that is seen to hold opens the door to regulated customers

  Rule: Each run works with its own context

    @req.AG-16 @blocker @segment.enterprise
    Scenario: Three customers who ask at the same moment are each answered from their own records alone
      Given Ada has brought in AI use of the feature "Amber archive"
      And Cleo has brought in AI use of the feature "Cobalt chat"
      And Max has brought in AI use of the feature "Mauve mailer"
      And Ada, Cleo and Max are connected
      When Ada, Cleo and Max ask "Which features drive our cost?" at the same moment
      Then Ada, Cleo and Max are each answered within the burst budget, from their own records alone

    @req.AG-15 @blocker @segment.mid
    Scenario: Two conversations of one customer that are worked on at the same moment keep apart what was said
      Given Max is connected
      And Max was answered on these, each in a conversation of its own
        | question                                                             |
        | Our budget for the Orion launch is 48,250 dollars. What do we spend? |
        | Our budget for the Lyra launch is 77,100 dollars. What do we spend?  |
      When Max asks "Which steps keep us within the budget for the launch?" in each of these conversations at once
      Then Max's answers recall these, each in its own conversation and nowhere else
        | words  |
        | 48,250 |
        | 77,100 |

  Rule: How many runs work at once is bounded by the plan

    @req.AG-17 @critical @needs.model_faults
    Scenario Outline: On the <plan> plan <at once> of <asked> runs work at once and the rest wait, and all are answered
      Given <person> is connected
      And the model provider answers late on the first <at once> of <person>'s calls
      When <person> asks <asked> questions at once, each in a conversation of its own
      Then <at once> of <person>'s runs work at the same time, and never more
      And <person> is told that the rest wait for one of <at once> to end
      And each of <person>'s questions is answered within the answer budget

      @segment.free
      Examples: One at a time
        | plan | person | at once | asked |
        | free | Fay    | 1       | 2     |

      @segment.mid
      Examples: Some at once
        | plan  | person | at once | asked |
        | early | Eli    | 3       | 4     |
        | mid   | Max    | 5       | 6     |

      @segment.enterprise
      Examples: Many at once
        | plan       | person | at once | asked |
        | enterprise | Ada    | 10      | 11    |

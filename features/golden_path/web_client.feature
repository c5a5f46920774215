@golden_path @value.answers
Feature: The web client and the platform agree
  Segment: every customer, in the browser
  Goal: use the chat from the company's own web page
  Value: the browser is where customers are
  Strategic effect: a front end that never breaks on a back-end change ships faster

  Rule: The product's own web page can do everything, a foreign one nothing

    @req.GP-12 @critical @segment.mid
    Scenario: The product's web page shows the work and the answer
      Given Max has brought in a month of AI use
      And Max is connected from the product's web page
      When Max asks "Where does our AI spend go?"
      Then Max sees the work start, think, use tools and finish, in that order
      And Max is answered within the answer budget
      And the product's own web page can read Max's conversations

    @req.GP-12 @critical @segment.mid
    Scenario: The product's web page shows an error in words that a customer can read
      Given Max is connected from the product's web page
      When Max sends a message that breaks off
      Then Max is told what is wrong with it and what to do
      And Max's next question "What do we spend on AI?" is answered on the same connection

    @req.GP-12 @critical @security @segment.mid
    Scenario: A foreign web page can neither connect nor read for the customer
      Given Max is signed in
      When a page of Mallory's own tries to connect and to read for Max
      Then Mallory's web page is turned away by the live connection
      And Mallory's web page cannot read Max's conversations
      And the product's own web page can read Max's conversations

  Rule: A client on the older version of the interface keeps working

    @req.GP-13 @normal @segment.platform
    Scenario Outline: A client on the <version> version reads the same as was seen
      Given Max has brought in a month of AI use
      And Max is connected
      And Max was answered on "What are our biggest cost drivers?"
      When Max's client reads the conversation in the <version> version
      Then Max's client is told that it was served in the <version> version
      And Max finds the question and the answer exactly as first seen

      Examples: Versions served
        | version |
        | older   |
        | newer   |

    @req.GP-13 @normal @segment.platform
    Scenario: A client on a version that is not served is told which ones are
      Given Max is connected
      And Max was answered on "What are our biggest cost drivers?"
      When Max's client reads the conversation in the unknown version
      Then Max is refused because of an unserved version
      And Max's client is told which versions are served

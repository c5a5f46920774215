@value.sign_in @security @enterprise
Feature: Guessing a password leads nowhere
  Segment: enterprise security teams
  Goal: know that nobody gets in by trying
  Value: a guessed account is a breach with the customer's name on it
  Strategic effect: a lock that works is a question less in every security review

  Rule: Five wrong passwords lock the account for a quarter of an hour

    @req.AU-05 @blocker @segment.enterprise @owasp.API2
    Scenario: None of eight guesses opens an account, and then even the right password has to wait
      Given Ada is signed in
      When Mallory tries 8 wrong passwords on Ada's address
      Then none of Mallory's guesses opens anything, and the account is locked after the fifth
      And Mallory is told to wait for up to 15 minutes
      And Ada's right password is refused because of a locked account
      And Ada's own sign-in opens the account, the conversations and the live connection

    @req.AU-05 @critical @segment.enterprise @owasp.API2
    Scenario: Once the lock has ended the right password opens the account again
      Given a lock of Eli's company ends after a moment
      And Mallory has tried 5 wrong passwords on Eli's address
      When the lock of Eli's account ends
      Then Eli can still sign in

    @req.AU-05 @normal @segment.enterprise @owasp.API2
    Scenario: After a lock has ended one mistake does not lock the account again
      Given a lock of Eli's company ends after a moment
      And Mallory has tried 5 wrong passwords on Eli's address
      And the lock of Eli's account has ended
      When Mallory tries 1 wrong passwords on Eli's address
      Then Eli can still sign in

    @req.AU-05 @critical @segment.enterprise @owasp.API2
    Scenario: The right password starts the count anew
      Given Ada is signed in
      And Mallory has tried 4 wrong passwords on Ada's address
      And Ada has signed in again
      When Mallory tries 4 wrong passwords on Ada's address
      Then Ada can still sign in

  Rule: More sign-ins within a minute than anybody needs are put off

    @req.AU-05 @normal @segment.enterprise @owasp.API4
    Scenario: One sign-in too many within a minute is put off, whatever the password
      Given Eli has an account
      When Eli signs in once more than the 3 times a minute that the company may
      Then only the last of Eli's sign-ins is refused because of too many attempts

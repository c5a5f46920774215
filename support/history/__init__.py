"""What everybody saw in a scenario, and the checkers that go over all of it."""

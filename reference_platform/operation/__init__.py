"""What every process shares: settings, errors, correlation ids, log lines, health, the way to serve."""

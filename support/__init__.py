"""What the steps stand on: the acceptance suite, which knows the platform only over the wire."""

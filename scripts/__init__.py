"""Ground tooling: setting up, serving, testing."""

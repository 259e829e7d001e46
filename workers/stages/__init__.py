"""The stages: where domain meets adapters. `table` declares them, one module a family runs them."""

"""The routes: each parses, calls one action and shapes the answer."""

"""The web: HTTP API and review page. Nothing but HTTP."""

"""The application: stages, state, queue, command line."""

"""The command line. One module per family of commands."""

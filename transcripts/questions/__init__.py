"""Questions and answers: found in speech and chat, with the spans that prove them. Pure."""

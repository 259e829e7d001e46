"""What was said and written: speech, words, chat, products, questions and answers. Lowest layer."""

"""The page for managers: what is in the books, and every button that the chat has, in a browser."""

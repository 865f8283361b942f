"""Letters on their way out, from the transaction that wrote them to the chat of their reader."""

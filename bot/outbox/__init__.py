"""The outbox: takes letters from the transaction that wrote them to the chat of their reader."""

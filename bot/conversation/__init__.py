"""What the duties share to hold a conversation: who is speaking, the cards, the reader's language."""

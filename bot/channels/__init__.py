"""The channels, one file each. They carry messages and know nothing about seals or quizzes."""

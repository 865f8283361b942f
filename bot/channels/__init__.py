"""The channels, a folder for each platform. They carry messages and know nothing about seals or quizzes."""

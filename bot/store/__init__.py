"""What is kept, and every question asked of it, by name. SQLModel and SQLAlchemy live here only."""

"""What holds for the repository as a whole: budgets, rooms, docs, decisions, the article's page, the wheel."""

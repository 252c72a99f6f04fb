"""From answers to a result: reading answers, running the plan, and telling what it gave."""

"""From answers to a result: reading answers, running the plan, and explaining its outcome."""

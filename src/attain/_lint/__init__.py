"""What can be told of rubrics without answers: findings, and what differs between two."""

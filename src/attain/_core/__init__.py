"""What everything else is built on: problems, frozen data, names, types, precision."""

"""The foundation of everything else: problems, frozen data, names, types, precision."""

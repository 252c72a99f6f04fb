"""The foundation of all other packages: problems, frozen data, names, types, precision."""

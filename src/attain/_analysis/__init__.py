"""Analysis of rubrics and results: proofs, differences, paths, comparisons."""

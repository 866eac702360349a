"""Benchmarks: one program a row of SPEED; figures are ratios, paired and interleaved in one run."""

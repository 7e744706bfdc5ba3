"""What the benchmarks share; `make bench` runs only the scripts in the folder above."""

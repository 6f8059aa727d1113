"""What all tests share: one thread for BLAS and OpenMP, as server/cli.py sets it for every process of ours."""

import os

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

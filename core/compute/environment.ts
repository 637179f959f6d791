/** The environment of the trainer process; it must be set before the native library loads, so the spawner sets it. */
import os from 'node:os'

/** Of the numbers that convolutions multiply; sums are of float32 in both. */
export type Precision = 'float32' | 'bfloat16'

/**
 * Variables for a trainer process. `threads`: processor threads to compute with, 0 for all. `precision`: bfloat16 lets
 * oneDNN round what it multiplies where the processor has instructions for that; elsewhere it changes nothing.
 *
 * The three MALLOC settings keep glibc from handing large blocks back to the kernel after every tensor: without them
 * each step pays for the page faults of its activations again. Other C libraries ignore them.
 */
export function trainerEnvironment(threads = 0, precision: Precision = 'float32'): Record<string, string> {
  const count = String(threads > 0 ? threads : os.availableParallelism())
  return {
    TF_NUM_INTRAOP_THREADS: count,
    // Operations of a graph that do not wait for one another: a network's heads have many small ones.
    TF_NUM_INTEROP_THREADS: String(Math.min(Number(count), 4)),
    OMP_NUM_THREADS: count,
    TF_ENABLE_ONEDNN_OPTS: '1',
    // The thread that calls an operation computes its share of it, rather than to wait for others to wake up.
    TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD: '1',
    // Named in both cases: what the person's own environment says must not change results.
    ONEDNN_DEFAULT_FPMATH_MODE: precision === 'bfloat16' ? 'BF16' : 'STRICT',
    TF_CPP_MIN_LOG_LEVEL: '2',
    MALLOC_MMAP_THRESHOLD_: String(2 ** 32),
    MALLOC_TRIM_THRESHOLD_: String(2 ** 33),
    MALLOC_TOP_PAD_: String(2 ** 26),
    // Tensors are made by one thread and freed by others: with one arena their memory is found again.
    MALLOC_ARENA_MAX: '1',
  }
}

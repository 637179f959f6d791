/** Time on the processor: unlike time on the clock, it is the same when other programs keep the machine busy. */

/** Milliseconds that this process, with all its threads, was at work during something. */
export async function processorMilliseconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

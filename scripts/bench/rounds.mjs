// Runs contestants in turns, so that a slow spell of the machine falls on everyone, and compares their medians.
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Calls `act(caller, n)` from so many callers at once for some time. */
export async function measure(act, callers, forMs) {
  const latencies = [];
  const start = performance.now();
  const end = start + forMs;
  const call = async (caller) => {
    for (let n = 0; performance.now() < end; n++) {
      const began = performance.now();
      await act(caller, n);
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const rate = (latencies.length / (performance.now() - start)) * 1000;
  latencies.sort((a, b) => a - b);
  return {
    rate,
    p50: latencies[Math.floor(latencies.length / 2)],
    p99: latencies[Math.floor(latencies.length * 0.99)],
  };
}

/** Measures each contestant in each round; prints medians, and each rate as a part of the first one's. */
export async function compare(title, contestants, callers, { rounds, forMs }) {
  const results = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, act } of contestants) results.get(name).push(await measure(act, callers, forMs));
  }
  console.log(`\n${title}, ${callers} callers`);
  let first;
  for (const [name, all] of results) {
    const of = (figure) => median(all.map((result) => result[figure]));
    const rate = of('rate');
    first ??= rate;
    console.log(
      `  ${name.padEnd(34)} ${Math.round(rate).toLocaleString('en').padStart(8)} a second   p50 ${of('p50').toFixed(2).padStart(7)} ms` +
        `   p99 ${of('p99').toFixed(2).padStart(7)} ms   ${(rate / first).toFixed(2)} of the first`,
    );
  }
}

// For what runs in real time beside something that the test does not rule: a run that fails is told and
// done again, all of it and by the same measure.

/** Runs `body` as a subtest until it succeeds, at most `runs` times; the last failure counts. */
export async function again(t, runs, body) {
  for (let run = 1; ; run++) {
    let failure = null;
    await t.test(`run ${run}`, async (each) => {
      try {
        await body(each);
      } catch (e) {
        if (run < runs) {
          failure = e;
          each.todo('failed, and is done again'); // neither a success nor the last word
        }
        throw e;
      }
    });
    if (!failure) return;
    t.diagnostic(`run ${run} failed and is done again: ${failure.message}`);
  }
}

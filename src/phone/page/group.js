// Groups of faces that look alike: the two groups whose members are the nearest on average are joined, while that average is
// small enough.

function cosine(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += a[i] * b[i];
  return sum;
}

/**
 * @param features of length 1 each
 * @param distance Euclidean, up to which two groups are joined on average
 * @return lists of indices, the largest first
 */
export function groupAlike(features, distance) {
  const least = 1 - distance * distance / 2;
  const groups = features.map((_, index) => [index]);
  // Sums of the cosines between the members of two groups.
  const sums = features.map((a) => Float64Array.from(features, (b) => cosine(a, b)));
  const alive = features.map(() => true);
  while (true) {
    let best = least;
    let pair = null;
    for (let a = 0; a < groups.length; ++a) {
      if (!alive[a]) continue;
      for (let b = a + 1; b < groups.length; ++b) {
        if (!alive[b]) continue;
        const mean = sums[a][b] / (groups[a].length * groups[b].length);
        if (mean < best) continue;
        best = mean;
        pair = [a, b];
      }
    }
    if (!pair) break;
    const [a, b] = pair;
    groups[a] = [...groups[a], ...groups[b]].sort((x, y) => x - y);
    alive[b] = false;
    for (let c = 0; c < groups.length; ++c) {
      sums[a][c] += sums[b][c];
      sums[c][a] = sums[a][c];
    }
  }
  return groups.filter((_, index) => alive[index]).sort((x, y) => y.length - x.length || x[0] - y[0]);
}

/** The distance for so many pairs of faces that at most one of them is of two people in a hundred cases. */
export function distanceFor(models, pairs) {
  const points = models.flatMap((model) => model.heads).filter((head) => head.kind === 'identity')
    .flatMap((head) => head.operating_points ?? []);
  if (points.length === 0) return 1;
  const strict = points.filter((point) => point.false_accepts <= 0.01 / Math.max(1, pairs));
  const chosen = (strict.length > 0 ? strict : points)
    .reduce((a, b) => ((strict.length > 0 ? b.false_accepts > a.false_accepts : b.false_accepts < a.false_accepts) ? b : a));
  return chosen.distance;
}

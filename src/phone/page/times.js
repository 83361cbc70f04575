// The milliseconds of the stages as a line of text.

const names = { detection: 'detection' };

/** @param stages of one answer, or sums of several @param count of pictures that they are the sum of */
export function timesText(stages, count = 1) {
  const total = stages.reduce((sum, stage) => sum + stage.milliseconds, 0);
  const parts = stages.map((stage) => `${names[stage.name] ?? stage.name} ${(stage.milliseconds / count).toFixed(0)}`);
  return `${(total / count).toFixed(0)} ms a picture: ${parts.join(', ')}`;
}

/** Adds the stages of an answer to sums. */
export function addTimes(sums, stages) {
  for (const stage of stages) {
    const sum = sums.find((one) => one.name === stage.name);
    if (sum) sum.milliseconds += stage.milliseconds;
    else sums.push({ ...stage });
  }
}

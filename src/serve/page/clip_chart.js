// Curves of probabilities over a whole clip, with a line at the moment that is shown.
import { colours } from './draw.js';

const high = 220;
const left = 40;
const right = 10;

/** The time under a place of the window. */
export function timeAt(canvas, clientX, duration) {
  const box = canvas.getBoundingClientRect();
  const share = (clientX - box.left - left) / Math.max(1, box.width - left - right);
  return duration * Math.min(1, Math.max(0, share));
}

/** So many seconds between two marks that there are at most about six. */
function markEvery(duration) {
  const steps = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
  return steps.find((step) => duration / step <= 6) ?? Math.ceil(duration / 6);
}

/** Of many samples in one pixel the last is drawn. */
function thinned(samples, duration, pixels) {
  const least = duration / Math.max(1, pixels);
  const kept = [];
  for (const sample of samples) {
    if (kept.length > 0 && sample.time - kept[kept.length - 1].time < least) kept[kept.length - 1] = { ...sample, time: kept[kept.length - 1].time };
    else kept.push(sample);
  }
  return kept;
}

/** @param samples {time, values} by time, in seconds */
export function drawTimes(canvas, samples, duration, now) {
  const style = getComputedStyle(canvas);
  const scale = window.devicePixelRatio || 1;
  const wide = Math.max(240, canvas.clientWidth);
  canvas.width = wide * scale;
  canvas.height = high * scale;
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  const bottom = high - 22;
  const x = (time) => left + (wide - left - right) * (time / duration);
  const y = (value) => bottom - (bottom - 8) * value;
  context.font = '12px system-ui, sans-serif';
  context.fillStyle = style.color;
  context.strokeStyle = style.getPropertyValue('--line');
  for (const value of [0, 0.5, 1]) {
    context.beginPath();
    context.moveTo(left, y(value));
    context.lineTo(wide - right, y(value));
    context.stroke();
    context.fillText(`${100 * value} %`, 2, y(value) + 4);
  }
  const step = markEvery(duration);
  context.textAlign = 'center';
  for (let time = 0; time <= duration; time += step) context.fillText(`${+time.toFixed(1)} s`, x(time), high - 4);
  context.lineWidth = 2;
  const drawn = thinned(samples, duration, wide);
  const gap = Math.max(1.5, 3 * duration / wide);
  for (const [name, colour] of Object.entries(colours)) {
    context.strokeStyle = colour;
    context.beginPath();
    let before = -Infinity;
    for (const { time, values } of drawn) {
      if (values[name] === undefined) continue;
      // Where a person was unseen for a while there is a gap.
      if (time - before > gap) context.moveTo(x(time), y(values[name]));
      else context.lineTo(x(time), y(values[name]));
      before = time;
    }
    context.stroke();
  }
  context.strokeStyle = style.color;
  context.beginPath();
  context.moveTo(x(now), 4);
  context.lineTo(x(now), bottom);
  context.stroke();
}

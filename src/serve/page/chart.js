// Curves of probabilities over the last minute, on a canvas.
import { colours } from './draw.js';

const seconds = 60;

/** @param samples {time, values} by time, in seconds */
export function drawChart(canvas, samples, now) {
  const style = getComputedStyle(canvas);
  const scale = window.devicePixelRatio || 1;
  const wide = Math.max(280, canvas.clientWidth);
  const high = 200;
  canvas.width = wide * scale;
  canvas.height = high * scale;
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  const left = 40;
  const bottom = high - 22;
  const x = (time) => left + (wide - left - 6) * (1 - (now - time) / seconds);
  const y = (value) => bottom - (bottom - 8) * value;
  context.font = '12px system-ui, sans-serif';
  context.fillStyle = style.color;
  context.strokeStyle = style.getPropertyValue('--line');
  context.lineWidth = 1;
  for (const value of [0, 0.5, 1]) {
    context.beginPath();
    context.moveTo(left, y(value));
    context.lineTo(wide - 6, y(value));
    context.stroke();
    context.fillText(`${100 * value} %`, 2, y(value) + 4);
  }
  for (const back of [60, 40, 20, 0]) {
    context.textAlign = back === 0 ? 'right' : 'center';
    context.fillText(back === 0 ? 'now' : `-${back} s`, back === 60 ? x(now - 60) + 14 : x(now - back), high - 4);
  }
  context.textAlign = 'left';
  context.lineWidth = 2;
  for (const [name, colour] of Object.entries(colours)) {
    context.strokeStyle = colour;
    context.beginPath();
    let before = -Infinity;
    for (const { time, values } of samples) {
      if (now - time > seconds || values[name] === undefined) continue;
      // Where a person was unseen for a while there is a gap.
      if (time - before > 1.5) context.moveTo(x(time), y(values[name]));
      else context.lineTo(x(time), y(values[name]));
      before = time;
    }
    context.stroke();
  }
}

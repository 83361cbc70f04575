// Curves of the probabilities of expressions over time. uPlot draws them.
import { colours, element } from './draw.js';
import uPlot from './uplot.js';

const names = Object.keys(colours);
const high = 220; // pixels
const least = 240; // pixels of width, also while the chart is hidden and has none

/**
 * The columns that uPlot takes: times, and then a column for each expression. A row without values at both ends keeps the axes
 * when there is no sample, and one between two samples is a gap: there a person was unseen for a while.
 */
function columnsOf(samples, from, to, longestGap) {
  const rows = [[from]];
  let before = Infinity;
  for (const { time, values } of samples) {
    if (time < from || time > to) continue;
    if (time - before > longestGap) rows.push([(before + time) / 2]);
    rows.push([time, ...names.map((name) => values[name] ?? null)]);
    before = time;
  }
  rows.push([to]);
  return Array.from({ length: names.length + 1 }, (_, column) => rows.map((row) => row[column] ?? null));
}

/** The words beside the axis of time: at most about six, at round times. */
export function marksOfTime(from, to) {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
  const step = steps.find((seconds) => (to - from) / seconds <= 6) ?? Math.ceil((to - from) / 6);
  const times = [];
  for (let index = Math.ceil(from / step); index * step <= to; ++index) times.push(index * step);
  return times;
}

export class Curves {
  #plot;
  #style;
  #from = 0;
  #to = 1;
  #moment = null;

  /**
   * @param place the element that holds them and says by its role and label what they are
   * @param marks the times that are written below, for a span of time
   * @param words what is written there
   */
  constructor(place, marks, words) {
    this.#style = getComputedStyle(place);
    // Colours are asked for at each drawing, since the colour scheme may change.
    const ink = () => this.#style.color;
    const grid = { stroke: () => this.#style.getPropertyValue('--line'), width: 1 };
    const axis = { stroke: ink, font: '12px system-ui, sans-serif', ticks: { show: false }, gap: 6 };
    this.#plot = new uPlot({
      width: least,
      height: high,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: () => [this.#from, this.#to] }, y: { range: [0, 1] } },
      axes: [
        { ...axis, grid: { show: false }, size: 24, splits: (plot, index, from, to) => marks(from, to), values: (plot, times) => times.map(words) },
        { ...axis, grid, size: 46, splits: () => [0, 0.5, 1], values: (plot, shares) => shares.map((share) => `${100 * share} %`) },
      ],
      series: [{}, ...names.map((name) => ({ stroke: colours[name], width: 2, points: { show: false } }))],
      hooks: { draw: [() => this.#drawMoment()] },
    }, columnsOf([], 0, 1, 1), place);
    new ResizeObserver(() => this.#plot.setSize({ width: Math.max(least, place.clientWidth), height: high })).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#plot.redraw(false));
  }

  /**
   * @param samples {time, values} by time, in seconds
   * @param longestGap seconds between two samples that a line joins
   */
  show(samples, from, to, longestGap = 1.5) {
    this.#from = from;
    this.#to = to;
    this.#plot.setData(columnsOf(samples, from, to, longestGap));
  }

  /** Marks the moment that is shown elsewhere. */
  mark(time) {
    this.#moment = time;
    this.#plot.redraw(false);
  }

  /** The time under a place of the window. */
  timeAt(clientX) {
    const time = this.#plot.posToVal(clientX - this.#plot.over.getBoundingClientRect().left, 'x');
    return Math.min(this.#to, Math.max(this.#from, time));
  }

  #drawMoment() {
    if (this.#moment === null) return;
    const { ctx: context, bbox } = this.#plot;
    const x = this.#plot.valToPos(this.#moment, 'x', true);
    context.save();
    context.strokeStyle = this.#style.color;
    context.lineWidth = 2 * devicePixelRatio;
    context.beginPath();
    context.moveTo(x, bbox.top);
    context.lineTo(x, bbox.top + bbox.height);
    context.stroke();
    context.restore();
  }
}

/** What the colours mean, below a chart. */
export function showLegend(place) {
  place.replaceChildren(...names.map((name) => {
    const entry = element('span', {}, name);
    entry.style.setProperty('--colour', colours[name]);
    return entry;
  }));
}

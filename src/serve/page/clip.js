// A clip: sent with its progress, then its people over time. A click or a key shows another moment.
import { ask, save, upload } from './api.js';
import { Curves, marksOfTime, showLegend } from './chart.js';
import { colourOf, drawBoxes, element, shownLabel } from './draw.js';

const find = (id) => document.getElementById(id);
const results = [
  ['people.csv', 'people as CSV', 'text/csv'], ['frames.jsonl', 'frames as JSON lines', 'application/jsonl'],
  ['timeline.svg', 'timeline as SVG', 'image/svg+xml'], ['report.html', 'report', 'text/html'],
];

let stop = null; // gives up what is going on
let clip = null; // what is shown: {id, name, frames, people, duration}
let chosen = 0; // the person of the curves
let now = 0; // seconds
let curves = null;

function say(text) {
  find('clip-status').textContent = text;
}

function clock(seconds) {
  const whole = Math.max(0, seconds);
  return `${Math.floor(whole / 60)}:${(whole % 60).toFixed(1).padStart(4, '0')}`;
}

function showProgress(share, text) {
  const bar = find('clip-progress');
  bar.hidden = share === undefined;
  if (share === null) bar.removeAttribute('value');
  else if (share !== undefined) bar.value = share;
  say(text);
}

/** The events of a stream, as they come. A reader of this page's own, since EventSource sends no token. */
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const data = lines.find((line) => line.startsWith('data: '));
      if (data) yield { name: lines.find((line) => line.startsWith('event: '))?.slice(7), data: JSON.parse(data.slice(6)) };
    }
  }
}

/** Waits until a clip is read, and gives its last state. */
async function follow(id, signal) {
  const response = await ask(`/v1/clips/${id}/events`, { signal });
  for await (const { name, data } of eventsOf(response)) {
    if (name === 'removed') throw new Error('The server removed the clip.');
    if (name !== 'progress') return data;
    const waits = data.state === 'waiting';
    showProgress(waits ? null : data.progress, waits ? 'It waits for other clips …' : `Read up to ${clock(data.seconds)}${data.duration ? ` of ${clock(data.duration)}` : ''} …`);
  }
  throw new Error('The server ended before the clip was read.');
}

function framesOf(text) {
  return text.trim().split('\n').map((line) => JSON.parse(line)).filter((row) => row.type === 'frame');
}

/** The last frame at or before a time. */
function frameAt(seconds) {
  let low = 0;
  let high = clip.frames.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (clip.frames[middle].seconds <= seconds + 1e-6) low = middle;
    else high = middle - 1;
  }
  return clip.frames[low];
}

function samplesOf(track) {
  const samples = [];
  for (const frame of clip.frames) {
    const face = frame.faces.find((one) => one.track === track);
    if (face?.emotion) samples.push({ time: frame.seconds, values: face.emotion.probabilities });
  }
  return samples;
}

function showMoment() {
  const chart = find('clip-chart');
  const frame = frameAt(now);
  const person = frame?.faces.find((one) => one.track === chosen);
  curves.mark(now);
  chart.setAttribute('aria-valuemax', clip.duration.toFixed(1));
  chart.setAttribute('aria-valuenow', now.toFixed(1));
  chart.setAttribute('aria-valuetext', `${clock(now)}${person?.emotion ? `, ${person.emotion.label}` : ', not seen'}`);
  find('clip-time').textContent = `${clock(now)} of ${clock(clip.duration)}${person?.emotion ? `: ${person.emotion.label}` : ''}`;
  const overlay = find('clip-overlay');
  const video = find('clip-video');
  overlay.width = video.videoWidth || 1;
  overlay.height = video.videoHeight || 1;
  overlay.getContext('2d').clearRect(0, 0, overlay.width, overlay.height);
  if (frame && video.videoWidth > 0) drawBoxes(overlay, frame.faces, (index) => `Person ${frame.faces[index].track}`);
}

function seek(seconds) {
  now = Math.min(Math.max(0, seconds), clip.duration);
  const video = find('clip-video');
  if (video.readyState > 0 && Math.abs(video.currentTime - now) > 0.02) video.currentTime = now;
  showMoment();
}

// The expressions of a person are spans with a name, not curves: as buttons they can be read and pressed, which a chart's bars cannot.
function segmentButton(segment) {
  const button = element('button', { type: 'button', className: 'segment' }, `${clock(segment.begin)} ${segment.label}`);
  button.style.setProperty('--colour', colourOf(segment.label));
  button.addEventListener('click', () => seek(segment.begin));
  return button;
}

function choosePerson(track) {
  chosen = track;
  clip.samples = samplesOf(track);
  find('clip-who').textContent = track ? `of person ${track}` : '';
  for (const card of find('clip-people').children) card.classList.toggle('chosen', Number(card.dataset.track) === track);
  for (const button of find('clip-people').querySelectorAll('[aria-pressed]')) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.track) === track));
  }
  // Frames that lie far apart are no gap.
  curves.show(clip.samples, 0, clip.duration, Math.max(1.5, 3 * clip.duration / Math.max(1, clip.frames.length)));
  showMoment();
}

function personCard(person) {
  const facts = [`seen ${clock(person.seen)} from ${clock(person.begin)} on`];
  if (person.age !== undefined && person.age !== null) facts.unshift(`looks ${Math.round(person.age)} years old`);
  if (person.gender) facts.unshift(shownLabel(person.gender));
  const show = element('button', { type: 'button', 'aria-pressed': 'false' }, 'Show in the chart');
  show.dataset.track = person.track;
  show.addEventListener('click', () => choosePerson(person.track));
  const card = element('article', { className: 'face' },
    element('div', { className: 'row' }, element('h3', {}, `Person ${person.track}${person.dominant ? `: mostly ${person.dominant}` : ''}`), show),
    element('p', { className: 'soft' }, facts.join(', ')),
    element('div', { className: 'segments', role: 'group', 'aria-label': `Expressions of person ${person.track}` }, ...person.segments.map(segmentButton)));
  card.dataset.track = person.track;
  return card;
}

function showExports(guard) {
  find('clip-exports').replaceChildren(...results.map(([file, words, type]) => {
    const button = element('button', { type: 'button' }, `Save ${words}`);
    button.addEventListener('click', () => guard(async () => {
      const response = await ask(`/v1/clips/${clip.id}/${file}`);
      save(await response.blob(), `${clip.name.replace(/\.[^.]*$/, '')}-${file}`, type);
    }));
    return button;
  }));
}

async function show(status, guard) {
  const [frames, people] = await Promise.all(['frames.jsonl', 'people.jsonl'].map(async (file) => (await ask(`/v1/clips/${status.id}/${file}`)).text()));
  const persons = people.trim().split('\n').map((line) => JSON.parse(line)).filter((row) => row.type === 'track');
  clip = { id: status.id, name: status.name, frames: framesOf(frames), people: persons, duration: Math.max(status.duration ?? 0, status.seconds, 0.1), samples: [] };
  now = 0;
  find('clip-results').hidden = false;
  find('clip-people').replaceChildren(...persons.map(personCard));
  if (persons.length === 0) find('clip-people').append(element('p', {}, 'No face was found.'));
  showExports(guard);
  const longest = persons.reduce((best, person) => (best === null || person.seen > best.seen ? person : best), null);
  choosePerson(longest?.track ?? 0);
  showProgress(undefined, `${clip.frames.length} frames, ${persons.length} ${persons.length === 1 ? 'person' : 'people'}`);
}

/** Removes the clip that is shown, here and from the server. */
async function forget() {
  const id = clip?.id;
  clip = null;
  find('clip-results').hidden = true;
  if (id) await ask(`/v1/clips/${id}`, { method: 'DELETE' }).catch((error) => { if (error.status !== 404) throw error; });
}

async function send(file, guard) {
  await forget();
  const video = find('clip-video');
  if (video.src) URL.revokeObjectURL(video.src);
  video.src = URL.createObjectURL(file);
  const control = new AbortController();
  let id = '';
  stop = () => control.abort();
  find('clip-stop').disabled = false;
  try {
    const type = /^(video|image)\//.test(file.type) ? file.type : 'application/octet-stream';
    const taken = await upload(`/v1/clips?name=${encodeURIComponent(file.name || 'clip')}`, file, type, control.signal,
      (share) => showProgress(share, `Sent ${Math.round(100 * share)} % …`));
    id = taken.id;
    const status = await follow(id, control.signal);
    if (status.state === 'failed') throw new Error(status.error);
    await show(status, guard);
  } catch (error) {
    showProgress(undefined, control.signal.aborted ? 'Given up.' : 'It could not be read.');
    if (id) await ask(`/v1/clips/${id}`, { method: 'DELETE' }).catch(() => {});
    if (!control.signal.aborted) throw error;
  } finally {
    stop = null;
    find('clip-stop').disabled = true;
  }
}

function startChart() {
  const chart = find('clip-chart');
  curves = new Curves(chart, marksOfTime, (time) => `${+time.toFixed(1)} s`);
  const seekTo = (event) => {
    if (clip) seek(curves.timeAt(event.clientX));
  };
  chart.addEventListener('pointerdown', seekTo);
  chart.addEventListener('pointermove', (event) => { if (event.buttons === 1) seekTo(event); });
  chart.addEventListener('keydown', (event) => {
    if (!clip) return;
    const to = { ArrowRight: now + 0.2, ArrowLeft: now - 0.2, PageUp: now + 5, PageDown: now - 5, Home: 0, End: clip.duration }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    seek(to);
  });
}

/** @param guard runs work and shows what is wrong with it */
export function startClip(guard) {
  const input = find('clip-file');
  const begin = (file) => { if (file && !stop) guard(() => send(file, guard)); };
  input.addEventListener('change', () => {
    const [file] = input.files;
    input.value = '';
    begin(file);
  });
  document.addEventListener('drop', (event) => {
    if (!find('clip').hidden) begin(event.dataTransfer.files[0]);
  });
  find('clip-stop').addEventListener('click', () => stop?.());
  find('clip-forget').addEventListener('click', () => guard(async () => {
    await forget();
    say('It is removed.');
  }));
  showLegend(find('clip-legend'));
  const video = find('clip-video');
  video.addEventListener('timeupdate', () => {
    if (!clip || video.paused) return;
    now = video.currentTime;
    showMoment();
  });
  for (const name of ['seeked', 'loadedmetadata']) {
    video.addEventListener(name, () => {
      if (!clip) return;
      if (video.paused && name === 'seeked') now = video.currentTime;
      showMoment();
    });
  }
  video.addEventListener('error', () => { find('clip-unplayed').hidden = !video.src; });
  video.addEventListener('loadeddata', () => { find('clip-unplayed').hidden = true; });
  startChart();
}

// A clip with its people over time: the video with boxes, curves, and a card for each person. A click or a key shows another moment.
import { Curves, marksOfTime, showLegend } from './chart.js';
import { colourOf, drawBoxes, element, shownLabel } from './draw.js';

const find = (id) => document.getElementById(id);

let curves = null;
let clip = null; // what is shown
let samples = []; // of the chosen person
let chosen = 0; // the person of the curves
let now = 0; // seconds

/** Minutes and seconds. */
export function clock(seconds) {
  const tenths = Math.round(10 * Math.max(0, seconds));
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}`;
}

/** The last frame at or before a time; none before the first one. */
function frameAt(seconds) {
  let low = 0;
  let high = clip.frames.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (clip.frames[middle].seconds <= seconds + 1e-6) low = middle;
    else high = middle - 1;
  }
  const frame = clip.frames[low];
  return frame && frame.seconds <= seconds + 1e-6 ? frame : undefined;
}

function samplesOf(track) {
  return clip.frames.flatMap((frame) => {
    const face = frame.faces.find((candidate) => candidate.track === track);
    return face?.emotion ? [{ time: frame.seconds, values: face.emotion.probabilities }] : [];
  });
}

/** Boxes are those of the pictures that were read; the video may be larger. */
function boxesOf(frame, video) {
  const scale = clip.width ? video.videoWidth / clip.width : 1;
  return frame.faces.map((face) => ({ ...face, box: face.box.map((length) => length * scale) }));
}

function showMoment() {
  const chart = find('clip-chart');
  const frame = frameAt(now);
  const person = frame?.faces.find((face) => face.track === chosen);
  curves.mark(now);
  chart.setAttribute('aria-valuenow', now.toFixed(1));
  chart.setAttribute('aria-valuetext', `${clock(now)}${person?.emotion ? `, ${person.emotion.label}` : ', not seen'}`);
  find('clip-time').textContent = `${clock(now)} of ${clock(clip.duration)}${person?.emotion ? `: ${person.emotion.label}` : ''}`;
  const overlay = find('clip-overlay');
  const video = find('clip-video');
  overlay.width = video.videoWidth || 1;
  overlay.height = video.videoHeight || 1;
  if (frame && video.videoWidth > 0) drawBoxes(overlay, boxesOf(frame, video), (index) => `Person ${frame.faces[index].track}`);
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
  samples = samplesOf(track);
  find('clip-who').textContent = track ? `of person ${track}` : '';
  for (const card of find('clip-people').children) card.classList.toggle('chosen', Number(card.dataset.track) === track);
  for (const button of find('clip-people').querySelectorAll('[aria-pressed]')) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.track) === track));
  }
  // Frames that lie far apart are no gap.
  curves.show(samples, 0, clip.duration, Math.max(1.5, 3 * clip.duration / Math.max(1, clip.frames.length)));
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

/** The next event of a video; it fails when the browser cannot play the file. */
function happens(video, name) {
  return new Promise((resolve, reject) => {
    const control = new AbortController();
    const { signal } = control;
    video.addEventListener(name, () => { control.abort(); resolve(); }, { signal });
    video.addEventListener('error', () => { control.abort(); reject(new Error(video.error?.message || 'unknown')); }, { signal });
  });
}

/**
 * Loads a file into the player.
 * @return whether the browser can play it
 */
export async function loadVideo(file) {
  const video = find('clip-video');
  if (video.src) URL.revokeObjectURL(video.src);
  find('clip-unplayed').hidden = true;
  const source = URL.createObjectURL(file);
  video.src = source;
  try {
    await happens(video, 'loadedmetadata');
    if (video.src !== source) return false;
    // What a browser recorded does not say how long it is until its end was read.
    if (video.duration === Infinity) {
      const end = happens(video, 'seeked');
      video.currentTime = Number.MAX_SAFE_INTEGER;
      await end;
      const begin = happens(video, 'seeked');
      video.currentTime = 0;
      await begin;
    }
    if (video.videoWidth > 0) return true;
  } catch {
    // The player says no more than that.
  }
  if (video.src !== source) return false;
  find('clip-unplayed').hidden = false;
  return false;
}

/**
 * @param newClip {frames, people, duration, width}: frames and people as mien writes them, seconds, and the pixels of the pictures
 *   that the boxes are of, where these are not the video's own
 */
export function showClip(newClip) {
  clip = newClip;
  now = 0;
  find('clip-results').hidden = false;
  find('clip-chart').setAttribute('aria-valuemax', clip.duration.toFixed(1));
  find('clip-people').replaceChildren(...clip.people.map(personCard));
  if (clip.people.length === 0) find('clip-people').append(element('p', {}, 'No face was found.'));
  const longest = clip.people.reduce((best, person) => (best === null || person.seen > best.seen ? person : best), null);
  choosePerson(longest?.track ?? 0);
}

/** Shows nothing, and gives the video's memory back. */
export function closeClip() {
  clip = null;
  find('clip-results').hidden = true;
  const video = find('clip-video');
  if (!video.src) return;
  URL.revokeObjectURL(video.src);
  video.removeAttribute('src');
  video.load();
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

export function startPlayer() {
  showLegend(find('clip-legend'));
  startChart();
  const video = find('clip-video');
  // While it plays, boxes follow the pictures: the event `timeupdate` comes four times a second only.
  const follow = () => {
    if (!clip || video.paused) return;
    if (video.currentTime !== now) {
      now = video.currentTime;
      showMoment();
    }
    requestAnimationFrame(follow);
  };
  video.addEventListener('play', follow);
  for (const name of ['seeked', 'loadedmetadata', 'pause']) {
    video.addEventListener(name, () => {
      if (!clip) return;
      // What was read may go on behind the last picture of the video: then the moment stays there.
      const place = Math.min(now, video.duration);
      if (video.paused && Math.abs(video.currentTime - place) > 0.02) now = Math.min(video.currentTime, clip.duration);
      showMoment();
    });
  }
}
